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
import org.holdfast.vrrp.peer.Disagreements.Confirmation;
import org.jspecify.annotations.Nullable;

/**
 * The routers whose adverts one instance receives, accepted or refused, and other owners of its
 * addresses. Memory is bounded: routers heard once or twice make room for newer ones, and forging
 * packets costs as much as examining them. Confined to the instance's thread; all instants are
 * nanoseconds of one monotonic clock.
 */
public final class PeerBook {

  static final int MAX_PEERS = 8;

  /**
   * The least time between two new routers, so that each packet of a flood with forged sources
   * costs only a reading of the clock.
   */
  static final long NEWCOMER_NANOS = 100_000_000L;

  private static final long SECOND_NANOS = 1_000_000_000L;

  /**
   * Requires two claims that are not of one burst; after the first, probes follow every two
   * seconds.
   */
  private static final Confirmation OWNER =
      new Confirmation(2, SECOND_NANOS, 7 * SECOND_NANOS, false);

  /**
   * Applies to a router that may refuse our adverts. A keepalived that is master and refuses the
   * adverts that it receives sends almost nothing, because each of them resets its timer. Its
   * claims to our addresses are still observed.
   */
  private static final long REFUSED_QUIET_NANOS = 12 * SECOND_NANOS;

  /**
   * The number of adverts that must agree, because a single one may be transient during an
   * election.
   */
  private static final int CONFIRMATIONS = 3;

  private final AdvertTerms terms;
  private final Means means;

  /** Half of our interval, so that an advert that arrives on time is always examined. */
  private final long examineNanos;

  private final Disagreements disagreements;
  private final List<Peer> peers = new ArrayList<>(2);
  private boolean master;
  private int priority;

  /** The advert that was examined last, if it agreed with us in everything; and its sender. */
  private Parsed.@Nullable Accepted agreed;

  private @Nullable Peer agreeing;
  private boolean newcomersSeen;
  private long newcomerAt;

  /**
   * Creates an empty book.
   *
   * @param terms what our own adverts say
   * @param listener called on the instance's thread
   */
  public PeerBook(AdvertTerms terms, PeerListener listener) {
    this.terms = terms;
    means = Comparison.means(terms.authentication());
    examineNanos = terms.own().intervalNanos() / 2;
    disagreements = new Disagreements(listener);
  }

  /**
   * A router as it was last heard.
   *
   * @param claim the contents of its last examined advert
   * @param defect the defect of its last advert; null when that was accepted
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
   * Sets our own state and priority. Disagreements that exist only between masters end when we are
   * no longer master.
   *
   * @param ourPriority the effective priority
   */
  public void setOwnState(boolean nowMaster, int ourPriority) {
    if (master && !nowMaster) {
      disagreements.end(Kind.TWO_MASTERS);
      disagreements.end(Kind.OTHER_OWNER);
    }
    if (nowMaster) {
      agreed = null;
    }
    master = nowMaster;
    priority = ourPriority;
  }

  /**
   * Records an accepted advert if it is the very object that was examined last, it agreed with us
   * in everything, and we are not master: examining it again would tell nothing new.
   *
   * @param times how often it has been heard since it was last recorded, at least 1
   * @param now when it was heard last
   * @return false if the advert is to be passed to {@link #accepted}
   */
  @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
  public boolean acceptedAgain(Parsed.Accepted advert, long times, long now) {
    if (advert != agreed || agreeing == null) {
      return false;
    }
    agreeing.repeated(times, examineNanos, now);
    return true;
  }

  /** Records an accepted advert, which the election has already processed. */
  public void accepted(Parsed.Accepted accepted, long now) {
    var source = accepted.source();
    var advert = accepted.advertisement();
    var peer = find(source);
    if (advert.priority() == 0) {
      resigned(source, peer, Claim.of(advert, means), now);
    } else if (peer == null) {
      if (mayAdmit(now)) {
        var claim = Claim.of(advert, means);
        judge(admit(source, claim, null, now), claim, accepted, now);
      }
    } else {
      peer.heard(null, now);
      if (peer.isDue(examineNanos, now)) {
        judge(peer, Claim.of(advert, means), accepted, now);
      }
    }
  }

  /** Records a router that resigns, without comparing its advert. */
  private void resigned(IpAddress source, @Nullable Peer known, Claim claim, long now) {
    agreed = null;
    if (known != null) {
      known.heard(null, now);
      known.resigned(claim);
    } else if (mayAdmit(now)) {
      admit(source, claim, null, now);
    }
  }

  /**
   * Records a refused advert.
   *
   * @param packet as the receive socket delivered it; see {@link Claim#read}
   */
  public void refused(IpAddress source, Defect defect, ByteBuffer packet, long now) {
    if (!Comparison.showsConfiguration(defect)) {
      return;
    }
    var peer = find(source);
    if (peer != null) {
      peer.heard(defect, now);
    }
    boolean examines = peer == null ? mayAdmit(now) : peer.isDue(examineNanos, now);
    if (examines && peer == null) {
      recordNewcomer(now); // even if nothing can be read from the packet
    }
    var claim = examines ? Claim.read(packet, terms.own().family()).orElse(null) : null;
    if (claim != null && claim.priority() > 0) {
      var known = peer == null ? admit(source, claim, defect, now) : peer;
      judge(known, claim, defect, null, now);
    }
  }

  /** Records another host's claim to one of our addresses; ignored unless we are master. */
  public void claimed(IpAddress address, MacAddress holder, long now) {
    if (!master) {
      return;
    }
    boolean routerToo = disagreements.suspectsRouter();
    disagreements.observed(new Disagreement.OtherOwner(address, holder, routerToo), OWNER, now);
  }

  /** Ends the disagreements that have not been seen for too long. Called about once a second. */
  public void expire(long now) {
    disagreements.update(now);
  }

  private @Nullable Peer find(IpAddress source) {
    for (int i = 0; i < peers.size(); i++) { // no iterator: most packets find a known router
      if (peers.get(i).source().equals(source)) {
        return peers.get(i);
      }
    }
    return null;
  }

  private boolean mayAdmit(long now) {
    return !newcomersSeen || now - newcomerAt >= NEWCOMER_NANOS;
  }

  private void recordNewcomer(long now) {
    newcomersSeen = true;
    newcomerAt = now;
  }

  private Peer admit(IpAddress source, Claim claim, @Nullable Defect defect, long now) {
    agreed = null; // its peer may be the one that makes room
    recordNewcomer(now);
    if (peers.size() == MAX_PEERS) {
      peers.remove(mostExpendable());
    }
    var peer = new Peer(source, claim, now);
    peer.heard(defect, now);
    peers.add(peer);
    return peer;
  }

  /**
   * Returns, among the routers heard once or twice, the one that has been silent longest; if there
   * are none, among all.
   */
  private Peer mostExpendable() {
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

  private void judge(Peer peer, Claim claim, Parsed.Accepted accepted, long now) {
    judge(peer, claim, null, accepted.checksum(), now);
    if (!master && disagreements.areNone()) {
      agreed = accepted;
      agreeing = peer;
    }
  }

  private void judge(
      Peer peer, Claim claim, @Nullable Defect defect, @Nullable ChecksumForm checksum, long now) {
    agreed = null;
    peer.examined(claim, now);
    var found = Comparison.of(terms, peer.source(), claim, defect, checksum);
    long patience = 3 * Math.max(terms.own().intervalNanos(), claim.intervalNanos());
    var kinds = EnumSet.noneOf(Kind.class);
    found.forEach(disagreement -> kinds.add(disagreement.kind()));
    boolean mayRefuseUs =
        defect != null || (master && kinds.stream().anyMatch(PeerBook::mayRefuseUs));
    if (master) {
      kinds.add(Kind.TWO_MASTERS);
    }
    disagreements.agreesExcept(peer.source().toString(), kinds);
    long quiet = Math.max(patience + SECOND_NANOS, mayRefuseUs ? REFUSED_QUIET_NANOS : 0);
    for (var disagreement : found) {
      int times = isProvenAtOnce(disagreement.kind()) ? 1 : CONFIRMATIONS;
      disagreements.observed(disagreement, new Confirmation(times, 0, quiet, mayRefuseUs), now);
    }
    if (master) {
      // The span is longer than an election takes.
      disagreements.observed(
          new Disagreement.TwoMasters(peer.source(), claim.priority(), priority),
          new Confirmation(CONFIRMATIONS, patience, quiet, mayRefuseUs),
          now);
    }
  }

  /**
   * Whether other implementations refuse our adverts over this difference, although we accept
   * theirs. Such a router is master beside us, and sends almost nothing.
   */
  private static boolean mayRefuseUs(Kind kind) {
    return kind == Kind.OTHER_ADDRESSES || kind == Kind.OTHER_CHECKSUM;
  }

  /**
   * Whether one advert is sufficient: a checksum form is never transient, and when both routers are
   * master there may be no second advert.
   */
  private boolean isProvenAtOnce(Kind kind) {
    return kind == Kind.OTHER_CHECKSUM || (master && kind == Kind.OTHER_ADDRESSES);
  }

  /** Returns the known routers in the order in which they were first heard. */
  public List<Known> known() {
    return peers.stream().map(Peer::known).toList();
  }

  /** Returns the standing disagreements, oldest first. */
  public List<Standing> standing() {
    return disagreements.standing();
  }

  /** Returns the number of disagreements that have begun, by kind. */
  public Map<Kind, Long> begun() {
    return disagreements.begun();
  }
}
