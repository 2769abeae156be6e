package org.dsrhub.datacontroller;

/**
 * What is wrong in a configuration file, where, and what to do about it.
 *
 * @param file as the reader of the message finds it, for example {@code connectors/tryg/controller.yaml}
 * @param line from 1; 0 where no line is to blame
 */
public record Finding(String file, int line, String message, String remedy) {
    /** One line: {@code file:line: message → remedy}. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + message + (remedy.isEmpty() ? "" : " → " + remedy);
    }
}
