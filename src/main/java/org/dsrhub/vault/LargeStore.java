package org.dsrhub.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/** Where ciphertext lies that is too large for a row. It knows neither keys nor rows. */
interface LargeStore {

    /** Begins a content; nothing can be read before {@link Sink#complete()}. */
    Sink create(UUID blobId) throws IOException;

    /** @throws java.io.FileNotFoundException where there is none */
    InputStream open(String location) throws IOException;

    /** Deletes a content, or what is left of an abandoned one; deleting what is not there is no error. */
    void delete(String location) throws IOException;

    /** Locations, abandoned beginnings included, that were last written before the given time. To be closed. */
    Stream<String> writtenBefore(Instant limit) throws IOException;

    /** Whether a failure means that the store has no room, rather than that it is broken. */
    default boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("not enough space");
    }

    /** Closing without {@link #complete()} deletes what was written. */
    abstract class Sink extends OutputStream {
        /** Makes the content durable and readable. @return its location */
        abstract String complete() throws IOException;

        @Override
        public abstract void close();
    }
}
