package org.holdfast.health.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The text of a window's bytes. Plain ASCII, which most pages are, is read in place; otherwise the
 * bytes are decoded into a buffer of the worker, so that a flood of bodies creates no garbage.
 */
final class WindowText {

  private static final Set<Charset> LIKE_ASCII =
      Set.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8);

  private static final ThreadLocal<CharBuffer> DECODED =
      ThreadLocal.withInitial(() -> CharBuffer.allocate(Body.WINDOW));

  private WindowText() {}

  /**
   * The text of the first {@code count} bytes, valid until the thread calls this method again.
   * Bytes that are invalid in the charset become U+FFFD.
   *
   * @param last whether the body ends here; otherwise a truncated character at the end is left out
   */
  static CharSequence of(byte[] bytes, int count, Charset charset, boolean last) {
    if (LIKE_ASCII.contains(charset) && isAscii(bytes, count)) {
      return new Ascii(bytes, count);
    }
    var decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    int most = (int) Math.ceil(count * (double) decoder.maxCharsPerByte());
    var text = most <= Body.WINDOW ? DECODED.get().clear() : CharBuffer.allocate(most);
    decoder.decode(ByteBuffer.wrap(bytes, 0, count), text, last);
    if (last) {
      decoder.flush(text);
    }
    return text.flip();
  }

  private static boolean isAscii(byte[] bytes, int count) {
    int all = 0;
    for (int i = 0; i < count; i++) {
      all |= bytes[i];
    }
    return all >= 0;
  }

  /** The bytes themselves, as characters. */
  @SuppressWarnings("ArrayRecordComponent") // texts are never compared
  private record Ascii(byte[] bytes, int length) implements CharSequence {
    @Override
    public char charAt(int index) {
      return (char) bytes[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
  }
}
