package io.greenmim.train.data;

/** A file's bytes break the rules of its format; the message is the reason alone. */
final class MalformedImageException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedImageException(String reason) {
    super(reason);
  }
}
