package dev.parley.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.port.ToolResult;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ResultTextTest {
    private static ToolResult read(String json) throws IOException {
        return ResultText.of(Mcp.JSON.readValue(json, McpSchema.CallToolResult.class));
    }

    @Test
    void textsAreJoinedAndOtherContentsDescribedInALine() throws IOException {
        assertThat(read("""
                {"content":[{"type":"text","text":"One"},{"type":"image","data":"AAAA","mimeType":"image/png"},
                {"type":"audio","data":"AAAA","mimeType":"audio/wav"},
                {"type":"resource_link","name":"n","uri":"file:///a","mimeType":"text/plain"},
                {"type":"resource","resource":{"uri":"file:///b","text":"hidden"}},{"type":"text","text":"Two"}]}
                """)).isEqualTo(ToolResult.of("""
                One
                [an image, image/png]
                [a sound, audio/wav]
                [a resource, file:///a, text/plain]
                [a resource, file:///b]
                Two"""));
    }

    @Test
    void resultIsAnErrorOnlyIfItSaysSo() throws IOException {
        assertThat(read("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}").failed())
                .isFalse();
        assertThat(read("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"isError\":null}")
                        .failed())
                .isFalse();
        assertThat(read("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"isError\":true}")
                        .failed())
                .isTrue();
    }

    @Test
    void structuredContentStandsInForMissingText() throws IOException {
        assertThat(read("{\"content\":[],\"structuredContent\":{\"a\":1}}")).isEqualTo(ToolResult.of("{\"a\":1}"));
        assertThat(read("{\"content\":[]}")).isEqualTo(ToolResult.of("The tool returned nothing."));
    }

    @Test
    void longResultsAreCutOff() throws IOException {
        String piece = "{\"type\":\"text\",\"text\":\"" + "x".repeat(400_000) + "\"}";

        assertThat(read("{\"content\":[" + String.join(",", piece, piece, piece, piece) + "]}")
                        .text())
                .hasSizeLessThan(ToolResult.LONGEST + 100)
                .endsWith("(cut off)");
    }
}
