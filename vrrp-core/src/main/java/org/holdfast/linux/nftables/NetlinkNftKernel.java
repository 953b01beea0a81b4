package org.holdfast.linux.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.netlink.NetlinkSocket;
import org.holdfast.linux.netlink.Request;
import org.holdfast.time.NanoClock;

/** The kernel's tables, accessed by nf_tables over nfnetlink. */
final class NetlinkNftKernel implements NftKernel {

  static final int NETLINK_NETFILTER = 12;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final NetlinkSocket socket;

  private NetlinkNftKernel(NetlinkSocket socket) {
    this.socket = socket;
  }

  static NftKernel open(NanoClock clock) {
    return new NetlinkNftKernel(NetlinkSocket.open(NETLINK_NETFILTER, TIMEOUT, clock));
  }

  @Override
  public List<FoundTable> tables() {
    return socket.dump(NftCodec.getTables(), message -> NftReplies.table(message, NftCodec.MARK));
  }

  @Override
  public Ack create(DropTableTerms terms, Collection<DroppedAddress> addresses) {
    return build(terms, List.of(), Request.CREATE | Request.EXCLUSIVE, addresses);
  }

  @Override
  public Ack replace(DropTableTerms terms, Collection<DroppedAddress> addresses) {
    var table = terms.name();
    // The first message makes the second one succeed even if there is no such table.
    var away = List.of(NftCodec.touchTable(table), NftCodec.deleteTable(table));
    return build(terms, away, Request.CREATE, addresses);
  }

  private Ack build(
      DropTableTerms terms, List<Request> first, int flags, Collection<DroppedAddress> addresses) {
    var all = List.copyOf(addresses);
    var some = all.subList(0, Math.min(MOST_AT_ONCE, all.size()));
    var requests = new ArrayList<>(first);
    requests.addAll(NftCodec.newTable(terms, flags, some));
    var ack = perform(requests);
    return ack.isDone() ? add(terms.name(), all.subList(some.size(), all.size())) : ack;
  }

  @Override
  public Ack add(String table, Collection<DroppedAddress> addresses) {
    return inParts(addresses, some -> NftCodec.addElements(table, some));
  }

  @Override
  public Ack remove(String table, Collection<DroppedAddress> addresses) {
    return inParts(addresses, some -> NftCodec.deleteElements(table, some));
  }

  private interface Part {
    List<Request> requests(List<DroppedAddress> some);
  }

  private Ack inParts(Collection<DroppedAddress> addresses, Part part) {
    var all = List.copyOf(addresses);
    var ack = Ack.DONE;
    for (int from = 0; from < all.size() && ack.isDone(); from += MOST_AT_ONCE) {
      ack = perform(part.requests(all.subList(from, Math.min(from + MOST_AT_ONCE, all.size()))));
    }
    return ack;
  }

  @Override
  public Ack delete(String table) {
    return perform(List.of(NftCodec.deleteTable(table)));
  }

  private Ack perform(List<Request> requests) {
    return socket.requestTogether(NftCodec.begin(), requests, NftCodec.end());
  }

  @Override
  public Optional<DropTableContents> contents(String table) {
    try {
      var chains =
          socket.dump(NftCodec.getRules(table), message -> NftReplies.chainOfRule(message, table));
      boolean hasRules = true;
      for (var chain : NftChain.values()) {
        hasRules &= Collections.frequency(chains, chain.text()) == NftChain.RULES;
      }
      var addresses = new HashSet<DroppedAddress>();
      for (var set : NftSet.values()) {
        socket
            .dump(
                NftCodec.getElements(table, set),
                message -> Optional.of(NftReplies.elements(message, set)))
            .forEach(addresses::addAll);
      }
      return Optional.of(new DropTableContents(hasRules, addresses));
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
