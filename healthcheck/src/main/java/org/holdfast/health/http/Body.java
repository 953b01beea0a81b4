package org.holdfast.health.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.holdfast.health.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What is kept of a response's body while it is read: no more than its request asks for. */
final class Body {

  private final @Nullable MessageDigest digest;
  private final @Nullable ByteArrayOutputStream kept;
  private long length;

  /**
   * Empty.
   *
   * @throws NoSuchAlgorithmException when the JDK does not know the digest that is asked for
   */
  Body(HttpRequest request) throws NoSuchAlgorithmException {
    digest =
        request.digest() == null ? null : MessageDigest.getInstance(request.digest().algorithm());
    kept = request.pattern() == null ? null : new ByteArrayOutputStream();
  }

  /** Appends all that is readable. */
  void add(ByteBuf part) {
    length += part.readableBytes();
    if (digest != null) {
      for (var buffer : part.nioBuffers()) {
        digest.update(buffer);
      }
    }
    if (kept != null) {
      try {
        part.getBytes(part.readerIndex(), kept, part.readableBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("memory does no I/O", e);
      }
    }
  }

  /** In bytes. */
  long length() {
    return length;
  }

  /** In lower-case hexadecimal digits; once. Empty when no digest was asked for. */
  String digest() {
    return digest == null ? "" : HexFormat.of().formatHex(digest.digest());
  }

  /** The text, if a pattern is to be looked for; what is not of the charset is U+FFFD. */
  String text(Charset charset) {
    return kept == null ? "" : kept.toString(charset);
  }
}
