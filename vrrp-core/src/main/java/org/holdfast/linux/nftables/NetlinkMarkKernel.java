package org.holdfast.linux.nftables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.linux.netlink.NetlinkSocket;
import org.holdfast.linux.netlink.Request;
import org.holdfast.time.NanoClock;

/** The kernel's tables that set firewall marks, accessed by nf_tables over nfnetlink. */
final class NetlinkMarkKernel implements MarkKernel {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final NetlinkSocket socket;

  private NetlinkMarkKernel(NetlinkSocket socket) {
    this.socket = socket;
  }

  static MarkKernel open(NanoClock clock) {
    return new NetlinkMarkKernel(
        NetlinkSocket.open(NetlinkNftKernel.NETLINK_NETFILTER, TIMEOUT, clock));
  }

  @Override
  public List<FoundTable> tables() {
    return socket.dump(
        NftCodec.getTables(), message -> NftReplies.table(message, MarkCodec.COMMENT));
  }

  @Override
  public boolean create(MarkTableTerms terms) {
    var ack = perform(MarkCodec.newTable(terms, Request.CREATE | Request.EXCLUSIVE));
    if (ack.is(Errno.EEXIST)) {
      return false;
    }
    if (!ack.isDone()) {
      throw ack.failure("create nftables table inet " + terms.name());
    }
    return true;
  }

  @Override
  public void replace(MarkTableTerms terms, Collection<MarkElement> elements) {
    var table = terms.name();
    var all = List.copyOf(elements);
    var some = all.subList(0, Math.min(MOST_AT_ONCE, all.size()));
    // The first message makes the second one succeed even if there is no such table.
    var requests =
        new ArrayList<>(List.of(NftCodec.touchTable(table), NftCodec.deleteTable(table)));
    requests.addAll(MarkCodec.newTable(terms, Request.CREATE));
    requests.addAll(MarkCodec.addElements(table, some));
    perform("replace nftables table inet " + table, requests);
    change(table, List.of(), all.subList(some.size(), all.size()));
  }

  @Override
  public void change(String table, Collection<MarkElement> removed, Collection<MarkElement> added) {
    var away = List.copyOf(removed);
    var more = List.copyOf(added);
    var words = "change the marks of nftables table inet " + table;
    for (int from = 0; from < Math.max(away.size(), more.size()); from += MOST_AT_ONCE / 2) {
      var requests = new ArrayList<>(MarkCodec.deleteElements(table, part(away, from)));
      requests.addAll(MarkCodec.addElements(table, part(more, from)));
      perform(words, requests);
    }
  }

  private static List<MarkElement> part(List<MarkElement> all, int from) {
    int size = all.size();
    return all.subList(Math.min(from, size), Math.min(from + MOST_AT_ONCE / 2, size));
  }

  @Override
  public void delete(String table) {
    var ack = perform(List.of(NftCodec.deleteTable(table)));
    if (!ack.isDone() && !ack.is(Errno.ENOENT)) {
      throw ack.failure("remove nftables table inet " + table);
    }
  }

  private void perform(String operation, List<Request> requests) {
    var ack = perform(requests);
    if (!ack.isDone()) {
      throw ack.failure(operation);
    }
  }

  private Ack perform(List<Request> requests) {
    return socket.requestTogether(NftCodec.begin(), requests, NftCodec.end());
  }

  @Override
  public Optional<MarkTableContents> contents(MarkTableTerms terms) {
    var table = terms.name();
    try {
      boolean hasChain =
          !socket
              .dump(NftCodec.getChains(table), message -> MarkCodec.ourChain(message, terms))
              .isEmpty();
      int rules =
          socket
              .dump(NftCodec.getRules(table), message -> NftReplies.chainOfRule(message, table))
              .size();
      var elements = new HashSet<MarkElement>();
      for (var map : MarkMap.values()) {
        socket
            .dump(
                MarkCodec.getElements(table, map),
                message -> Optional.of(MarkCodec.elements(message, map)))
            .forEach(elements::addAll);
      }
      return Optional.of(new MarkTableContents(hasChain && rules == MarkCodec.RULES, elements));
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
