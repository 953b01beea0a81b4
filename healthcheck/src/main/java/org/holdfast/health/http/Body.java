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
 * The body of a response while it is read, of which no more is kept than its request asks for. A
 * digest keeps nothing. A pattern is looked for in what fits into a window of {@value #WINDOW}
 * bytes; a longer body goes through it piece by piece, so that a match of up to {@value #OVERLAP}
 * bytes is found wherever it stands.
 *
 * <p>The first {@value #SMALL} bytes cost nothing; for more, memory is taken of a budget that all
 * bodies share. While that is waited for, and while a window is searched, nothing is read.
 *
 * <p>For its conversation's loop alone; windows are searched on a worker.
 */
final class Body {

  static final int SMALL = 4 * 1024;
  static final int WINDOW = 64 * 1024;
  static final int OVERLAP = 8 * 1024;

  /** What a window keeps of the one before that no match may begin in; more than a character. */
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
  private boolean searching;
  private boolean ended;
  private long length;
  private BodySearch.@Nullable Found found;
  private BodyBudget.@Nullable Waiter waiter;

  /** Hears what has become of a body. */
  @FunctionalInterface
  interface Listener {
    /**
     * It has been read, or the search has come to an end that makes the rest unimportant.
     *
     * @param found null when no pattern was looked for
     */
    void judged(BodySearch.@Nullable Found found);
  }

  /**
   * Empty.
   *
   * @throws NoSuchAlgorithmException when the JDK does not know the digest that is asked for
   */
  Body(HttpRequest request, BodySearch search, BodyBudget budget) throws NoSuchAlgorithmException {
    this.search = search;
    this.budget = budget;
    pattern = request.pattern();
    digest =
        request.digest() == null ? null : MessageDigest.getInstance(request.digest().algorithm());
    window = pattern == null ? null : new byte[SMALL];
  }

  /** The head has come; {@code listener} is told once. */
  void begin(Charset charset, Listener listener) {
    this.charset = charset;
    this.listener = listener;
  }

  /** In bytes, as far as it has come. */
  long length() {
    return length;
  }

  /** Whether the rest of it does not matter: its status was good, and nothing is looked for. */
  boolean isUnimportant() {
    return digest == null && window == null;
  }

  /** In lower-case hexadecimal digits; once. Empty when no digest was asked for. */
  String digest() {
    return digest == null ? "" : HexFormat.of().formatHex(digest.digest());
  }

  /** More of it has come. */
  void heard(Conversation with, ByteBuf part) {
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

  /** All of it has come, or all that ever will. */
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
    searching = true;
    int bytes = used;
    int from = isFirst ? 0 : CONTEXT;
    with.compute(
        () -> {
          var here = window; // may be gone by now, and be memory of another
          return here == null
              ? new BodySearch.Found.No()
              : search.find(wanted, WindowText.of(here, bytes, charset, last), from, last);
        },
        what -> looked(with, what, last));
  }

  private void looked(Conversation with, BodySearch.Found what, boolean last) {
    searching = false;
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
      goOn(with); // to the end, which must come all the same
    }
  }

  private void slide() {
    var here = window;
    if (here != null) {
      System.arraycopy(here, used - OVERLAP, here, 0, OVERLAP);
      used = OVERLAP;
      isFirst = false;
    }
  }

  /** Nothing more is kept. Again is harmless. */
  void letGo() {
    var here = window;
    window = null;
    unread.forEach(ByteBuf::release);
    unread.clear();
    boolean granted = waiter != null && !budget.forget(waiter);
    waiter = null;
    if (hasShare || granted) {
      budget.give(hasShare && !searching ? here : null);
      hasShare = false;
    }
  }
}
