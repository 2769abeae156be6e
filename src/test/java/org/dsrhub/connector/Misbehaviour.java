package org.dsrhub.connector;

/** How systems fail, in the order of the matrix. */
enum Misbehaviour {
    LATENCY("latency"),
    THROTTLING("429 storm"),
    EXPIRED_TOKEN("expired token"),
    TRUNCATED("truncated reply"),
    CHARSET("wrong charset"),
    DUPLICATES("duplicate rows"),
    MISSING("missing rows"),
    STRANGER("another person's record"),
    HALF_FILE("half-written file"),
    ACKNOWLEDGEMENT("wrong acknowledgement"),
    TRAILER("wrong trailer count"),
    HOST_KEY("changed host key"),
    FALSE_DELETE("delete that only looks like one");

    final String title;

    Misbehaviour(String title) {
        this.title = title;
    }
}
