package dev.parley.llm;

/** How a server is asked for a document, from the way that demands most of it to the one that every server understands. */
enum DocumentForm {
    /** It is held to a schema. */
    SCHEMA,
    /** It is held to JSON; the schema stands in the prompt. */
    OBJECT,
    /** It is held to nothing; the schema stands in the prompt. */
    FREE;

    /** What to try when this one was refused; the last one is refused by nobody. */
    DocumentForm next() {
        return this == SCHEMA ? OBJECT : FREE;
    }
}
