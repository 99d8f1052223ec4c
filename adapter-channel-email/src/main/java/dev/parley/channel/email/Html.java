package dev.parley.channel.email;

/** Text of anybody's as text in HTML, between tags and in quoted attributes. */
final class Html {
    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replaceAll("[\\p{Cntrl}\u0080-\u009F&&[^\n\t\r]]|[\u202A-\u202E\u2066-\u2069]", "\uFFFD");
    }

    /** A whole mail. */
    static String page(String body) {
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head>
                <body style="font:16px/1.5 system-ui,sans-serif;margin:0;padding:16px;overflow-wrap:anywhere">
                %s
                </body></html>
                """.formatted(body);
    }
}
