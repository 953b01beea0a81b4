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
 * Keeps disagreements from their first sighting to their end. The number kept and the number
 * reported are bounded, so that forged adverts fill neither memory nor log.
 */
final class Disagreements {

  /**
   * The most disagreements that are open at once; when all have been seen again, further ones wait
   * until one ends.
   */
  static final int MOST = 64;

  /**
   * The most beginnings reported in one {@link #WINDOW_NANOS}; further ones are counted and shown.
   */
  static final int MOST_TOLD = 8;

  static final long WINDOW_NANOS = 60_000_000_000L;

  private final PeerListener listener;
  private final Map<Subject, Entry> open = new LinkedHashMap<>();
  private final Map<Kind, Long> begun = new EnumMap<>(Kind.class);
  private int told;
  private long windowSince;

  Disagreements(PeerListener listener) {
    this.listener = listener;
  }

  /**
   * When sightings are believed, and when they count as over.
   *
   * @param times the least number of sightings
   * @param spanNanos the least time from the first sighting to the last
   * @param quietNanos the disagreement is over after so long without a sighting
   * @param backed whether a sighting of another owner of our addresses also confirms and sustains
   *     the disagreement
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
    private boolean told;

    private Entry(Disagreement what, Confirmation confirmation, long now) {
      this.what = what;
      this.confirmation = confirmation;
      firstAt = now;
      lastAt = now;
    }

    private void again(Disagreement said, Confirmation wanted, long now) {
      what = said;
      confirmation = wanted;
      lastAt = now;
      times++;
      denials = 0;
    }

    private boolean isDenied() {
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

  /** Records a sighting, the first one or another. */
  void saw(Disagreement what, Confirmation confirmation, long now) {
    var subject = what.subject();
    var entry = open.get(subject);
    if (entry == null) {
      if (open.size() == MOST && !makeRoom()) {
        return;
      }
      entry = new Entry(what, confirmation, now);
      open.put(subject, entry);
    }
    entry.again(what, confirmation, now);
    if (!entry.stands && entry.isConfirmed()) {
      begin(entry, now);
    }
  }

  /** Forgets the oldest of those seen only once, because most forged ones are never seen again. */
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
    if (told == 0 || now - windowSince >= WINDOW_NANOS) {
      told = 0;
      windowSince = now;
    }
    if (told < MOST_TOLD) {
      told++;
      entry.told = true;
      listener.disagrees(entry.what);
    }
  }

  /**
   * Records that the peer agrees with us in all but these kinds. A disagreement that was not
   * believed yet is forgotten; a standing one ends after as many agreements as sightings were
   * needed to believe it.
   */
  void agreesExceptIn(String peer, Set<Kind> kinds) {
    var denied =
        open.values().stream()
            .filter(entry -> entry.what.peer().equals(peer))
            .filter(entry -> !kinds.contains(entry.what.kind()) && entry.isDenied())
            .toList();
    denied.forEach(this::end);
  }

  /** Ends those of that kind, because they are no longer possible. */
  void end(Kind kind) {
    var over = open.values().stream().filter(entry -> entry.what.kind() == kind).toList();
    over.forEach(this::end);
  }

  /** Ends those without recent sightings, and begins those that another owner confirms. */
  void look(long now) {
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
    if (entry.told) {
      listener.agrees(entry.what);
    }
  }

  boolean stands(Kind kind) {
    return open.values().stream().anyMatch(entry -> entry.stands && entry.what.kind() == kind);
  }

  /** Whether a router may disagree in anything, confirmed or not. */
  boolean suspectsRouter() {
    return open.values().stream().anyMatch(entry -> entry.what.kind() != Kind.OTHER_OWNER);
  }

  /** The standing ones, oldest first. */
  List<PeerBook.Standing> standing() {
    var standing = new ArrayList<PeerBook.Standing>();
    for (var entry : open.values()) {
      if (entry.stands) {
        standing.add(new PeerBook.Standing(entry.what, entry.firstAt));
      }
    }
    return standing;
  }

  /** The number of disagreements that have begun, by kind. */
  Map<Kind, Long> begun() {
    return Map.copyOf(begun);
  }
}
