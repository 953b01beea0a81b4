package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.io.PeersStatus.DisagreementStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.holdfast.vrrp.peer.Disagreement;
import org.holdfast.vrrp.peer.PeerBook;
import org.holdfast.vrrp.peer.PeerBook.Known;
import org.holdfast.vrrp.peer.PeerBook.Standing;
import org.holdfast.vrrp.peer.PeerListener;

/**
 * Feeds an instance's {@link PeerBook}, created with the first packet, and logs and reports its
 * disagreements. Owned by the election loop.
 */
final class Peers implements PeerListener {

  private static final double SECOND = 1e9;

  private final InstanceId instance;
  private final InstanceLog say;
  private final Consumer<VrrpNews> listener;
  private final PeerBook book;

  Peers(InstanceId instance, AdvertTerms terms, InstanceLog say, Consumer<VrrpNews> listener) {
    this.instance = instance;
    this.say = say;
    this.listener = listener;
    book = new PeerBook(terms, this);
  }

  /** Sets our own state and priority; see {@link PeerBook#setOwnState}. */
  void setOwnState(boolean master, int priority) {
    book.setOwnState(master, priority);
  }

  /** Records an advert that the election has processed. */
  void accepted(Parsed.Accepted advert, long now) {
    book.accepted(advert, now);
  }

  /** See {@link PeerBook#acceptedAgain}. */
  boolean acceptedAgain(Parsed.Accepted advert, long times, long now) {
    return book.acceptedAgain(advert, times, now);
  }

  /** Records a refused advert, which the election does not process. */
  void refused(IpAddress source, Defect defect, ByteBuffer packet, long now) {
    book.refused(source, defect, packet, now);
  }

  /** Records another host's claim to one of our addresses. */
  void claimed(IpAddress address, MacAddress holder, long now) {
    book.claimed(address, holder, now);
  }

  /** Ends disagreements without recent observations. */
  void expire(long now) {
    book.expire(now);
  }

  /** Forgets the disagreements, because the identity of this router has changed. */
  void end() {
    book.standing().forEach(standing -> agrees(standing.what()));
  }

  @Override
  public void disagrees(Disagreement disagreement) {
    say.disagrees(disagreement.words());
    listener.accept(new VrrpNews.PeerDisagrees(instance, disagreement));
  }

  @Override
  public void agrees(Disagreement disagreement) {
    say.agrees(disagreement.words());
    listener.accept(new VrrpNews.PeerAgrees(instance, disagreement));
  }

  PeersStatus status(long now) {
    var begun = new LinkedHashMap<String, Long>();
    for (var kind : Disagreement.Kind.values()) {
      var count = book.begun().get(kind);
      if (count != null) {
        begun.put(kind.word(), count);
      }
    }
    return new PeersStatus(
        book.known().stream().map(known -> router(known, now)).toList(),
        book.standing().stream().map(standing -> disagreement(standing, now)).toList(),
        begun);
  }

  private static RouterStatus router(Known known, long now) {
    var claim = known.claim();
    long silent = now - known.heardAt();
    var defect = known.defect();
    return new RouterStatus(
        known.source().toString(),
        claim.version().number(),
        claim.priority(),
        claim.intervalNanos() / SECOND,
        claim.means().word(),
        claim.addresses().toList().stream().map(IpAddress::toString).toList(),
        claim.priority() > 0 && silent <= 3 * claim.intervalNanos(),
        silent / SECOND,
        known.accepted(),
        known.refused(),
        defect == null ? null : defect.name());
  }

  private static DisagreementStatus disagreement(Standing standing, long now) {
    var what = standing.what();
    return new DisagreementStatus(
        what.kind().word(), what.peer(), what.words(), (now - standing.since()) / SECOND);
  }
}
