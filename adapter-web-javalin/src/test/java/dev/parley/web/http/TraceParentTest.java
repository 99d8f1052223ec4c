package dev.parley.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void traceAndWhetherItIsRecordedAreRead() {
        assertThat(TraceParent.parse("00-" + TRACE + "-b7ad6b7169203331-01")).contains(new TraceParent(TRACE, true));
        assertThat(TraceParent.parse("00-" + TRACE + "-b7ad6b7169203331-02")).contains(new TraceParent(TRACE, false));
    }

    @Test
    void laterVersionsMaySayMore() {
        assertThat(TraceParent.parse("01-" + TRACE + "-b7ad6b7169203331-01-what-the-future-will-be-like"))
                .contains(new TraceParent(TRACE, true));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n",
                "00-0af7651916cd43dd8448eb211c80319c\r\n-b7ad6b7169203331-01"
            })
    void anythingElseIsNoTrace(String header) {
        assertThat(TraceParent.parse(header)).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsTooLongIsNoTrace() {
        assertThat(TraceParent.parse("01-" + TRACE + "-b7ad6b7169203331-01-" + "x".repeat(10_000)))
                .isEmpty();
    }

    @Test
    void childIsOfTheSameTraceAndReadAsOne() {
        String child = new TraceParent(TRACE, true).child(0xabc);

        assertThat(child).isEqualTo("00-" + TRACE + "-0000000000000abc-01");
        assertThat(TraceParent.parse(child)).contains(new TraceParent(TRACE, true));
        assertThat(new TraceParent(TRACE, false).child(1)).endsWith("-00");
    }
}
