package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.domain.message.ToolCall;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolCallFragmentsTest {
    private static final JsonMapper LENIENT =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private static List<ToolCall> assembled(String... fragments) throws Exception {
        return assembled(Set.of(), fragments);
    }

    private static List<ToolCall> assembled(Set<String> taken, String... fragments) throws Exception {
        ToolCallFragments calls = new ToolCallFragments();
        for (String fragment : fragments) {
            calls.add(LENIENT.readTree(fragment));
        }
        return calls.toDomain(taken, ToolNames.of(List.of()));
    }

    private static ToolCall call(String id, String name, String arguments) {
        return new ToolCall(id, name, arguments, null);
    }

    @Test
    void fragmentsOfOneIndexAreOneCall() throws Exception {
        assertThat(assembled(
                        "{'index':0,'id':'a','function':{'name':'one','arguments':''}}",
                        "{'index':1,'id':'b','function':{'name':'two','arguments':'{'}}",
                        "{'index':0,'function':{'arguments':'{}'}}",
                        "{'index':1,'id':null,'function':{'name':null,'arguments':'}'}}"))
                .containsExactly(call("a", "one", "{}"), call("b", "two", "{}"));
    }

    @Test
    void callsWithTheSameIndexButDifferentIdsAreTwo() throws Exception {
        assertThat(assembled(
                        "{'index':0,'id':'a','function':{'name':'one','arguments':'{}'}}",
                        "{'index':0,'id':'b','function':{'name':'one','arguments':'{}'}}"))
                .containsExactly(call("a", "one", "{}"), call("b", "one", "{}"));
    }

    @Test
    void callsWithoutIndexAndIdAreTold() throws Exception {
        assertThat(assembled(
                        "{'function':{'name':'one','arguments':'{}'}}",
                        "{'id':'','function':{'name':'one','arguments':'{'}}",
                        "{'function':{'arguments':'}'}}"))
                .containsExactly(call("call_1", "one", "{}"), call("call_2", "one", "{}"));
    }

    @Test
    void idThatChangesWithoutANameIsTheSameCall() throws Exception {
        assertThat(assembled(
                        "{'index':0,'id':'a','function':{'name':'one','arguments':'{'}}",
                        "{'index':0,'id':'b','function':{'arguments':'}'}}"))
                .containsExactly(call("a", "one", "{}"));
    }

    @Test
    void nameThatIsRepeatedCountsOnce() throws Exception {
        assertThat(assembled(
                        "{'index':0,'id':'a','function':{'name':'one','arguments':'{'}}",
                        "{'index':0,'id':'a','function':{'name':'one','arguments':'}'}}"))
                .containsExactly(call("a", "one", "{}"));
    }

    @Test
    void takenIdsAreReplaced() throws Exception {
        assertThat(assembled(
                        Set.of("a", "call_1"),
                        "{'index':0,'id':'a','function':{'name':'one','arguments':'{}'}}",
                        "{'index':1,'id':'call_2','function':{'name':'two','arguments':'{}'}}"))
                .extracting(ToolCall::id)
                .doesNotHaveDuplicates()
                .doesNotContain("a", "call_1");
    }

    @Test
    void argumentsMayBeAnObjectOrAbsent() throws Exception {
        assertThat(assembled(
                        "{'index':0,'id':'a','function':{'name':'one','arguments':{'n':1}}}",
                        "{'index':1,'id':'b','function':{'name':'two'}}"))
                .containsExactly(call("a", "one", "{\"n\":1}"), call("b", "two", "{}"));
    }

    @Test
    void malformedArgumentsStayAsTheyAre() throws Exception {
        assertThat(assembled("{'index':0,'id':'a','function':{'name':'one','arguments':'{oops'}}"))
                .containsExactly(call("a", "one", "{oops"));
    }

    @Test
    void emptyFragmentIsNoCall() throws Exception {
        assertThat(assembled("{'index':0}", "{}", "null", "[]")).isEmpty();
    }

    @Test
    void callWithoutANameIsMalformed() {
        assertThatThrownBy(() -> assembled("{'index':0,'function':{'arguments':'{}'}}"))
                .isInstanceOf(ModelFailure.class);
    }

    @Test
    void callsWithoutAnEndAreMalformed() {
        String[] calls = IntStream.range(0, 2_000)
                .mapToObj("{'index':%1$d,'id':'c%1$d','function':{'name':'one','arguments':'{}'}}"::formatted)
                .toArray(String[]::new);

        assertThatThrownBy(() -> assembled(calls)).isInstanceOf(ModelFailure.class);
    }

    @Test
    void argumentsWithoutAnEndAreMalformed() {
        String piece = "{'index':0,'id':'a','function':{'name':'one','arguments':'%s'}}".formatted("x".repeat(10_000));
        String[] pieces = Collections.nCopies(200, piece).toArray(String[]::new);

        assertThatThrownBy(() -> assembled(pieces)).isInstanceOf(ModelFailure.class);
    }
}
