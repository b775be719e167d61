package io.greenmim.host;

/**
 * Something about the process that whoever runs it should read once.
 *
 * @param isWarning whether there is something to mend, or else only something to know
 * @param text one line: what, and the remedy
 */
public record Notice(boolean isWarning, String text) {}
