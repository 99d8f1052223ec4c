package dev.parley.web.rest;

import dev.parley.domain.limit.ChatLimits;

/** How clients ask for a part of a list. */
final class Paging {
    private static final String LIMIT = "limit";
    private static final String OFFSET = "offset";

    private final int usual;
    private final int maximum;

    Paging(ChatLimits limits) {
        usual = limits.pageSize();
        maximum = limits.maximumPageSize();
    }

    Parameter limit() {
        return new Parameter(
                LIMIT, "most items of the page", new ParameterForm.WholeNumber(1, maximum, Long.valueOf(usual)));
    }

    Parameter offset() {
        return new Parameter(
                OFFSET, "how many items to leave out", new ParameterForm.WholeNumber(0, Integer.MAX_VALUE, 0L));
    }

    int limit(QueryValues query) {
        return query.number(LIMIT, usual, 1, maximum);
    }

    int offset(QueryValues query) {
        return query.number(OFFSET, 0, 0, Integer.MAX_VALUE);
    }
}
