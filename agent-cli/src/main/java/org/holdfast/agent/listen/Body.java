package org.holdfast.agent.listen;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The body of a response, which several responses may share: bytes, or pieces that are made from a
 * source as the client reads, so that a large response costs little more than one piece. Immutable.
 */
public final class Body {

  private final Object source;
  private final long held;
  private final OptionalLong length;
  private final Supplier<Iterator<byte[]>> pieces;

  private Body(Object source, long held, OptionalLong length, Supplier<Iterator<byte[]>> pieces) {
    this.source = source;
    this.held = held;
    this.length = length;
    this.pieces = pieces;
  }

  /**
   * Returns a body of bytes, which must no longer change. Two bodies of one array share its memory.
   */
  public static Body of(byte[] bytes) {
    return new Body(
        bytes, bytes.length, OptionalLong.of(bytes.length), () -> List.of(bytes).iterator());
  }

  /** Like {@link #of(byte[])}, of bytes in several arrays, which must no longer change. */
  public static Body of(List<byte[]> pieces) {
    long length = pieces.stream().mapToLong(piece -> piece.length).sum();
    return new Body(pieces, length, OptionalLong.of(length), pieces::iterator);
  }

  /**
   * Returns a body that is made piece by piece. Two bodies of one source share its memory.
   *
   * @param source an immutable value
   * @param held the memory that the source takes, in bytes; an estimate
   * @param pieces begins a new run through the pieces; called on the loop of the connection, as is
   *     the iterator, so a piece must not take long
   */
  public static Body made(Object source, long held, Supplier<Iterator<byte[]>> pieces) {
    return new Body(source, held, OptionalLong.empty(), pieces);
  }

  /** Returns the number of bytes; empty if it is known only at the end. */
  public OptionalLong length() {
    return length;
  }

  Object source() {
    return source;
  }

  long held() {
    return held;
  }

  /** Begins a run through the pieces. */
  public Iterator<byte[]> pieces() {
    return pieces.get();
  }
}
