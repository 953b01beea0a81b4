package org.holdfast.vrrp.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.Claim;
import org.holdfast.vrrp.packet.Claim.Means;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.holdfast.vrrp.peer.Disagreement.Kind;
import org.holdfast.vrrp.peer.Findings.Confirmation;
import org.jspecify.annotations.Nullable;

/**
 * The routers that one instance hears, by what they say in accepted and in refused adverts, and
 * other owners of its addresses. Bounded: who is heard but once makes room for the next, and nobody
 * forges packets faster than they are looked at. For the instance's thread; all instants are of one
 * monotonic clock, in nanoseconds.
 */
public final class PeerBook {

  static final int MOST_PEERS = 8;

  /** Newcomers are taken so far apart: a flood of forged sources costs a look at the clock. */
  static final long NEWCOMER_NANOS = 100_000_000L;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /** Two claims, and not of one burst; probes come every two seconds once there is a suspicion. */
  private static final Confirmation OWNER =
      new Confirmation(2, SECOND_NANOS, 7 * SECOND_NANOS, false);

  /**
   * A keepalived that is master and hears adverts that it refuses is all but silent: each of them
   * sets its timer back. That it has our addresses is seen all the same.
   */
  private static final long REFUSED_QUIET_NANOS = 12 * SECOND_NANOS;

  /** Adverts that say the same; one may be a slip of an election. */
  private static final int TIMES = 3;

  private final AdvertTerms terms;
  private final Means means;
  private final Findings findings;
  private final List<Peer> peers = new ArrayList<>(2);
  private boolean master;
  private int priority;
  private boolean newcomersSeen;
  private long newcomerAt;

  /**
   * @param terms what our own adverts say
   * @param listener told on the instance's thread
   */
  public PeerBook(AdvertTerms terms, PeerListener listener) {
    this.terms = terms;
    means = Comparison.means(terms.authentication());
    findings = new Findings(listener);
  }

  /**
   * A router as it was last heard.
   *
   * @param claim of its last advert that was looked at
   * @param defect of its last advert; null when that was accepted
   */
  public record Known(
      IpAddress source,
      Claim claim,
      @Nullable Defect defect,
      long heardAt,
      long accepted,
      long refused) {}

  /** A disagreement and when it was first seen. */
  public record Standing(Disagreement what, long since) {}

  /**
   * What we are from now on. What only masters disagree about is over when we are master no more.
   *
   * @param ourPriority the effective one
   */
  public void weAre(boolean nowMaster, int ourPriority) {
    if (master && !nowMaster) {
      findings.end(Kind.TWO_MASTERS);
      findings.end(Kind.OTHER_OWNER);
    }
    master = nowMaster;
    priority = ourPriority;
  }

  /** An advert was accepted; the election has heard it already. */
  public void accepted(Parsed.Accepted accepted, long now) {
    var source = accepted.source();
    var advert = accepted.advertisement();
    var checksum = accepted.checksum();
    var peer = find(source);
    if (advert.priority() == 0) {
      resigned(source, peer, Claim.of(advert, means), now);
    } else if (peer == null) {
      if (mayCome(now)) {
        var claim = Claim.of(advert, means);
        judge(admit(source, claim, null, now), claim, null, checksum, now);
      }
    } else {
      peer.heard(null, now);
      if (peer.isDue(lookNanos(), now)) {
        judge(peer, Claim.of(advert, means), null, checksum, now);
      }
    }
  }

  /** A router that resigns is known too, but there is nothing in its advert to disagree with. */
  private void resigned(IpAddress source, @Nullable Peer known, Claim claim, long now) {
    if (known != null) {
      known.heard(null, now);
      known.resigns(claim);
    } else if (mayCome(now)) {
      admit(source, claim, null, now);
    }
  }

  /**
   * An advert was refused.
   *
   * @param packet as the receive socket delivered it; see {@link Claim#read}
   */
  public void refused(IpAddress source, Defect defect, ByteBuffer packet, long now) {
    if (!Comparison.isTelling(defect)) {
      return;
    }
    var peer = find(source);
    if (peer != null) {
      peer.heard(defect, now);
    }
    boolean looksAt = peer == null ? mayCome(now) : peer.isDue(lookNanos(), now);
    var claim = looksAt ? Claim.read(packet, terms.own().family()).orElse(null) : null;
    if (claim != null && claim.priority() > 0) {
      var known = peer == null ? admit(source, claim, defect, now) : peer;
      judge(known, claim, defect, null, now);
    }
  }

  /** Another host says that it has an address of ours; heeded while we are master. */
  public void claimed(IpAddress address, MacAddress holder, long now) {
    if (!master) {
      return;
    }
    boolean routerToo = findings.suspectsRouter();
    findings.saw(new Disagreement.OtherOwner(address, holder, routerToo), OWNER, now);
  }

  /** Ends what nothing has been heard of for too long; to be called about once a second. */
  public void look(long now) {
    findings.look(now);
  }

  private @Nullable Peer find(IpAddress source) {
    for (int i = 0; i < peers.size(); i++) { // no iterator: most packets find a known router
      if (peers.get(i).source().equals(source)) {
        return peers.get(i);
      }
    }
    return null;
  }

  private boolean mayCome(long now) {
    return !newcomersSeen || now - newcomerAt >= NEWCOMER_NANOS;
  }

  private Peer admit(IpAddress source, Claim claim, @Nullable Defect defect, long now) {
    newcomersSeen = true;
    newcomerAt = now;
    if (peers.size() == MOST_PEERS) {
      peers.remove(leastMissed());
    }
    var peer = new Peer(source, claim, now);
    peer.heard(defect, now);
    peers.add(peer);
    return peer;
  }

  /** Of those heard but once or twice the one that has been silent longest, else of all. */
  private Peer leastMissed() {
    var least = peers.getFirst();
    for (var peer : peers) {
      boolean weaker = !peer.isSettled() && least.isSettled();
      boolean alike = peer.isSettled() == least.isSettled();
      if (weaker || (alike && peer.heardAt() - least.heardAt() < 0)) {
        least = peer;
      }
    }
    return least;
  }

  /** Half an interval of ours, so that an advert in time is always looked at. */
  private long lookNanos() {
    return terms.own().intervalNanos() / 2;
  }

  private void judge(
      Peer peer, Claim claim, @Nullable Defect defect, @Nullable ChecksumForm checksum, long now) {
    peer.says(claim, now);
    var found = Comparison.of(terms, peer.source(), claim, defect, checksum);
    long patience = 3 * Math.max(terms.own().intervalNanos(), claim.intervalNanos());
    var kinds = EnumSet.noneOf(Kind.class);
    found.forEach(disagreement -> kinds.add(disagreement.kind()));
    boolean mayRefuseUs =
        defect != null || (master && kinds.stream().anyMatch(PeerBook::mayRefuseUs));
    if (master) {
      kinds.add(Kind.TWO_MASTERS);
    }
    findings.agreesExceptIn(peer.source().toString(), kinds);
    long quiet = Math.max(patience + SECOND_NANOS, mayRefuseUs ? REFUSED_QUIET_NANOS : 0);
    for (var disagreement : found) {
      int times = saysIt(disagreement.kind()) ? 1 : TIMES;
      findings.saw(disagreement, new Confirmation(times, 0, quiet, mayRefuseUs), now);
    }
    if (master) {
      // For longer than an election takes.
      findings.saw(
          new Disagreement.TwoMasters(peer.source(), claim.priority(), priority),
          new Confirmation(TIMES, patience, quiet, mayRefuseUs),
          now);
    }
  }

  /**
   * Whether other makes refuse our adverts for it, though we accept theirs. Such a router is master
   * beside us, and sends next to nothing.
   */
  private static boolean mayRefuseUs(Kind kind) {
    return kind == Kind.OTHER_ADDRESSES || kind == Kind.OTHER_CHECKSUM;
  }

  /**
   * Whether one advert is proof enough: a form of checksum is no slip, and where both are master
   * there may never be a second advert.
   */
  private boolean saysIt(Kind kind) {
    return kind == Kind.OTHER_CHECKSUM || (master && kind == Kind.OTHER_ADDRESSES);
  }

  /** The routers that are known, in the order in which they were first heard. */
  public List<Known> known() {
    return peers.stream().map(Peer::known).toList();
  }

  /** What stands, the oldest first. */
  public List<Standing> standing() {
    return findings.standing();
  }

  /** How many disagreements of each kind have begun. */
  public Map<Kind, Long> begun() {
    return findings.begun();
  }
}
