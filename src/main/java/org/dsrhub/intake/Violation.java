package org.dsrhub.intake;

/**
 * One mistake in what came in.
 *
 * @param pointer JSON pointer to the place (RFC 6901), empty for the whole body
 * @param message what is wrong and what would be right; never the value that was sent
 */
public record Violation(String pointer, String message) {}
