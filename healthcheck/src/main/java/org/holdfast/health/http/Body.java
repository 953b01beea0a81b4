package org.holdfast.health.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.stream.Conversation;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response while it is read. Only as much of it is kept as its request needs. A
 * digest needs nothing. A pattern is searched for in a window of {@value #WINDOW} bytes; a longer
 * body passes through the window piece by piece, so that a match of up to {@value #OVERLAP} bytes
 * is found at any position.
 *
 * <p>The first {@value #SMALL} bytes are free; for more, memory is taken from a budget that all
 * bodies share. Reading pauses while the body waits for memory and while a window is searched.
 *
 * <p>Confined to its conversation's loop; windows are searched on a worker.
 */
final class Body {

  static final int SMALL = 4 * 1024;
  static final int WINDOW = 64 * 1024;
  static final int OVERLAP = 8 * 1024;

  /**
   * The bytes that a window keeps of the previous one but in which no match may begin; more than a
   * character.
   */
  private static final int CONTEXT = 4;

  private final @Nullable BodyPattern pattern;
  private final @Nullable MessageDigest digest;
  private final BodySearch search;
  private final BodyBudget budget;
  private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>();
  private Listener listener = _ -> {};
  private Charset charset = Charset.defaultCharset();
  private volatile byte @Nullable [] window;
  private int used;
  private boolean isFirst = true;
  private boolean hasShare;
  private boolean stalled;

  /** The window while a search may read it, if it has a share of the budget. */
  private BodyBudget.@Nullable Loan loan;

  private boolean ended;
  private long length;

  /** The number of bytes of the body before the window. */
  private long before;

  private BodySearch.@Nullable Found found;
  private BodyBudget.@Nullable Waiter waiter;

  /** Receives the result for a body. */
  @FunctionalInterface
  interface Listener {
    /**
     * The body has been read, or the search has a result that makes the rest unimportant.
     *
     * @param found null when no pattern was searched for
     */
    void judged(BodySearch.@Nullable Found found);
  }

  /**
   * Creates an empty body.
   *
   * @throws NoSuchAlgorithmException when the JDK does not support the requested digest
   */
  Body(HttpRequest request, BodySearch search, BodyBudget budget) throws NoSuchAlgorithmException {
    this.search = search;
    this.budget = budget;
    pattern = request.pattern();
    digest =
        request.digest() == null ? null : MessageDigest.getInstance(request.digest().algorithm());
    window = pattern == null ? null : new byte[SMALL];
  }

  /**
   * Starts the body after the head of the response has arrived; {@code listener} is called once.
   */
  void begin(Charset charset, Listener listener) {
    this.charset = charset;
    this.listener = listener;
  }

  /** The number of bytes received so far. */
  long length() {
    return length;
  }

  /**
   * Whether the rest of the body does not matter, because its status was good and there is no
   * further condition.
   */
  boolean isUnimportant() {
    return digest == null && window == null;
  }

  /**
   * The digest in lower-case hexadecimal digits; may be called once. Empty when no digest was
   * requested.
   */
  String digest() {
    return digest == null ? "" : HexFormat.of().formatHex(digest.digest());
  }

  /** Takes the next part of the body. */
  void received(Conversation with, ByteBuf part) {
    length += part.readableBytes();
    if (digest != null) {
      for (var buffer : part.nioBuffers()) {
        digest.update(buffer);
      }
    }
    if (window != null) {
      unread.add(part.retainedDuplicate());
      readOn(with);
    }
  }

  /** Ends the body, which is complete or was ended by the connection. */
  void ended(Conversation with) {
    ended = true;
    readOn(with);
  }

  private void readOn(Conversation with) {
    while (!stalled && !unread.isEmpty() && window != null) {
      var part = unread.element();
      keep(with, part, window);
      if (!part.isReadable()) {
        unread.remove().release();
      }
    }
    if (stalled || !ended) {
      return;
    }
    if (window == null) {
      listener.judged(found);
    } else {
      look(with, true);
    }
  }

  private void keep(Conversation with, ByteBuf part, byte[] room) {
    int count = Math.min(part.readableBytes(), room.length - used);
    part.readBytes(room, used, count);
    used += count;
    if (!part.isReadable()) {
      return;
    }
    if (room.length == WINDOW) {
      look(with, false);
    } else if (budget.take()) {
      grow(room);
    } else {
      stall(with, "waiting for memory for its body, as many are large");
      waiter = budget.await(() -> with.later(() -> granted(with)));
    }
  }

  private void granted(Conversation with) {
    waiter = null;
    if (window != null) {
      grow(window);
    }
    goOn(with);
  }

  private void grow(byte[] from) {
    hasShare = true;
    var larger = budget.window();
    System.arraycopy(from, 0, larger, 0, used);
    window = larger;
  }

  private void stall(Conversation with, String why) {
    stalled = true;
    with.pause();
    with.stageOfOurs(why);
  }

  private void goOn(Conversation with) {
    stalled = false;
    with.resume();
    with.stage("reading the body");
    readOn(with);
  }

  private void look(Conversation with, boolean last) {
    var wanted = pattern;
    if (wanted == null) {
      throw new IllegalStateException("nothing is looked for");
    }
    stall(with, "looking for the pattern");
    var here = window;
    var lent = hasShare && here != null ? budget.lend(here) : null;
    loan = lent;
    int bytes = used;
    long from = Math.max(isFirst ? 0 : CONTEXT, wanted.from() - before);
    long to = wanted.to() - before;
    with.compute(
        () -> {
          try {
            // The field is null by now if the run is over, and then nothing needs the result.
            return window == null || here == null || from > bytes || to < from
                ? new BodySearch.Found.No()
                : find(wanted, here, bytes, (int) from, to, last);
          } finally {
            if (lent != null) {
              lent.release();
            }
          }
        },
        what -> looked(with, what, last));
  }

  /** Searches the window for a match that begins at bytes from {@code from} to {@code to}. */
  private BodySearch.Found find(
      BodyPattern wanted, byte[] here, int bytes, int from, long to, boolean last) {
    // A character may have several bytes.
    int first = isFirst && from == 0 ? 0 : WindowText.of(here, from, charset, false).length();
    int end = to >= bytes ? bytes : WindowText.of(here, (int) to, charset, false).length();
    return search.find(wanted, WindowText.of(here, bytes, charset, last), first, end, last);
  }

  private void looked(Conversation with, BodySearch.Found what, boolean last) {
    loan = null; // the search has released it, so the window is the body's again
    if (what instanceof BodySearch.Found.No && !last) {
      slide();
      goOn(with);
      return;
    }
    found = what;
    letGo();
    boolean isGood = what instanceof BodySearch.Found.Yes && pattern != null && pattern.wanted();
    if (last || !isGood) {
      stalled = false;
      with.resume();
      listener.judged(what);
    } else {
      goOn(with); // to the end, which must still be received
    }
  }

  private void slide() {
    var here = window;
    if (here != null) {
      System.arraycopy(here, used - OVERLAP, here, 0, OVERLAP);
      before += used - OVERLAP;
      used = OVERLAP;
      isFirst = false;
    }
  }

  /** Releases all memory. May be called again. */
  void letGo() {
    var here = window;
    window = null;
    unread.forEach(ByteBuf::release);
    unread.clear();
    boolean granted = waiter != null && !budget.forget(waiter);
    waiter = null;
    if (loan != null) {
      loan.release();
      loan = null;
    } else if (hasShare || granted) {
      budget.give(hasShare ? here : null);
    }
    hasShare = false;
  }
}
