package org.holdfast.vrrp.peer;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.vrrp.peer.Disagreement.Kind;
import org.holdfast.vrrp.peer.Disagreement.Subject;

/**
 * Keeps disagreements from their first observation to their end. The number kept and the number
 * reported are bounded, so that forged adverts fill neither memory nor log.
 */
final class Disagreements {

  /**
   * The largest number of open disagreements; when all have been observed again, further ones wait
   * until one ends.
   */
  static final int MOST = 64;

  /**
   * The largest number of beginnings reported in one {@link #WINDOW_NANOS}; further ones are
   * counted and appear in the status.
   */
  static final int MOST_REPORTED = 8;

  static final long WINDOW_NANOS = 60_000_000_000L;

  private final PeerListener listener;
  private final Map<Subject, Entry> open = new LinkedHashMap<>();
  private final Map<Kind, Long> begun = new EnumMap<>(Kind.class);
  private int reported;
  private long windowSince;

  Disagreements(PeerListener listener) {
    this.listener = listener;
  }

  /**
   * The rule for when a disagreement is confirmed and when it ends.
   *
   * @param times the least number of observations
   * @param spanNanos the least time from the first observation to the last
   * @param quietNanos time without an observation after which the disagreement ends
   * @param backed whether an observation of another owner of our addresses also confirms and
   *     sustains the disagreement
   */
  record Confirmation(int times, long spanNanos, long quietNanos, boolean backed) {}

  private static final class Entry {
    private final long firstAt;
    private Disagreement what;
    private Confirmation confirmation;
    private int times;
    private int denials;
    private long lastAt;
    private boolean stands;
    private boolean reported;

    private Entry(Disagreement what, Confirmation confirmation, long now) {
      this.what = what;
      this.confirmation = confirmation;
      firstAt = now;
      lastAt = now;
    }

    private void repeated(Disagreement said, Confirmation wanted, long now) {
      what = said;
      confirmation = wanted;
      lastAt = now;
      times++;
      denials = 0;
    }

    private boolean countDenial() {
      denials++;
      return !stands || denials >= confirmation.times();
    }

    private boolean isConfirmed() {
      return times >= confirmation.times() && lastAt - firstAt >= confirmation.spanNanos();
    }

    private boolean isQuiet(long now) {
      return now - lastAt > confirmation.quietNanos();
    }
  }

  /** Whether there is no disagreement, confirmed or not. */
  boolean areNone() {
    return open.isEmpty();
  }

  /** Records the first or a repeated observation. */
  void observed(Disagreement what, Confirmation confirmation, long now) {
    var subject = what.subject();
    var entry = open.get(subject);
    if (entry == null) {
      if (open.size() == MOST && !makeRoom()) {
        return;
      }
      entry = new Entry(what, confirmation, now);
      open.put(subject, entry);
    }
    entry.repeated(what, confirmation, now);
    if (!entry.stands && entry.isConfirmed()) {
      begin(entry, now);
    }
  }

  /**
   * Forgets the oldest disagreement observed only once, because most forged ones are never observed
   * again.
   */
  private boolean makeRoom() {
    for (var entry : open.values()) {
      if (!entry.stands && entry.times == 1) {
        open.remove(entry.what.subject());
        return true;
      }
    }
    return false;
  }

  private void begin(Entry entry, long now) {
    entry.stands = true;
    begun.merge(entry.what.kind(), 1L, Long::sum);
    if (reported == 0 || now - windowSince >= WINDOW_NANOS) {
      reported = 0;
      windowSince = now;
    }
    if (reported < MOST_REPORTED) {
      reported++;
      entry.reported = true;
      listener.disagrees(entry.what);
    }
  }

  /**
   * Records that the peer agrees with us in all but these kinds. An unconfirmed disagreement is
   * forgotten; a standing one ends after as many agreements as observations were needed to confirm
   * it.
   */
  void agreesExcept(String peer, Set<Kind> kinds) {
    var denied =
        open.values().stream()
            .filter(entry -> entry.what.peer().equals(peer))
            .filter(entry -> !kinds.contains(entry.what.kind()) && entry.countDenial())
            .toList();
    denied.forEach(this::end);
  }

  /** Ends the disagreements of that kind, because they are no longer possible. */
  void end(Kind kind) {
    var over = open.values().stream().filter(entry -> entry.what.kind() == kind).toList();
    over.forEach(this::end);
  }

  /**
   * Ends disagreements without recent observations, and begins those that another owner of our
   * addresses confirms.
   */
  void update(long now) {
    if (open.isEmpty()) {
      return;
    }
    boolean owner = stands(Kind.OTHER_OWNER);
    for (var entry : List.copyOf(open.values())) {
      boolean backed = owner && entry.confirmation.backed();
      if (backed && !entry.stands) {
        begin(entry, now);
      } else if (!backed && entry.isQuiet(now)) {
        end(entry);
      }
    }
  }

  private void end(Entry entry) {
    open.remove(entry.what.subject());
    if (entry.reported) {
      listener.agrees(entry.what);
    }
  }

  boolean stands(Kind kind) {
    return open.values().stream().anyMatch(entry -> entry.stands && entry.what.kind() == kind);
  }

  /** Whether a router may disagree with us, confirmed or not. */
  boolean suspectsRouter() {
    return open.values().stream().anyMatch(entry -> entry.what.kind() != Kind.OTHER_OWNER);
  }

  /** Returns the standing disagreements, oldest first. */
  List<PeerBook.Standing> standing() {
    var standing = new ArrayList<PeerBook.Standing>();
    for (var entry : open.values()) {
      if (entry.stands) {
        standing.add(new PeerBook.Standing(entry.what, entry.firstAt));
      }
    }
    return standing;
  }

  /** Returns the number of disagreements that have begun, by kind. */
  Map<Kind, Long> begun() {
    return Map.copyOf(begun);
  }
}
