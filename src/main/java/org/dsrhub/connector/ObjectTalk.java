package org.dsrhub.connector;

import java.time.Instant;
import software.amazon.awssdk.services.s3.S3Client;

/** One task with an object store: its client, and what the store kept although it was told to erase it. */
public final class ObjectTalk implements AutoCloseable {
    private final Reply reply;
    private final S3Client store;
    private final String bucket;
    private final KeyPath path;
    private int held;
    private int retained;
    private Instant retainedUntil = Instant.EPOCH;

    ObjectTalk(Reply reply, S3Client store, String bucket, KeyPath path) {
        this.reply = reply;
        this.store = store;
        this.bucket = bucket;
        this.path = path;
    }

    Reply reply() {
        return reply;
    }

    S3Client store() {
        return store;
    }

    String bucket() {
        return bucket;
    }

    KeyPath path() {
        return path;
    }

    /** An object stays: under a legal hold of the store, or until a time. */
    void kept(boolean byHold, Instant until) {
        if (byHold) {
            held++;
        } else {
            retained++;
        }
        if (until != null && until.isAfter(retainedUntil)) {
            retainedUntil = until;
        }
    }

    /** Null where nothing was kept. */
    String keptInWords() {
        if (held + retained == 0) {
            return null;
        }
        return "kept-by-store: " + (held + retained) + " objects are still there, " + held
                + " under a legal hold of the store and " + retained + " under its retention"
                + (retainedUntil.equals(Instant.EPOCH) ? "" : ", the longest until " + retainedUntil)
                + "; ask the store's owner why, and retry when the holds are lifted";
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public String toString() {
        return "ObjectTalk[" + reply + "]";
    }
}
