package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The source and destination of an instance's adverts: a multicast group, or unicast peers. */
final class InstanceTransport {

  static final KeyPath<List<Entry<Fields>>> PEERS =
      UnicastKeywords.UNICAST.then(UnicastKeywords.PEERS);
  static final KeyPath<Boolean> CHECK_SOURCE =
      UnicastKeywords.UNICAST.then(UnicastKeywords.CHECK_SOURCE);

  static final KeyPath<Boolean> FAULT_WITHOUT_PEERS =
      UnicastKeywords.UNICAST.then(UnicastKeywords.FAULT_WITHOUT_PEERS);

  /** keepalived's {@code default_interface}, unless the file names another. */
  private static final String DEFAULT_INTERFACE = "eth0";

  private InstanceTransport() {}

  /** Reads the source address of adverts. */
  static void source(BlockTranslation translation, Statement s, Family family) {
    put(translation, InstanceKeywords.SOURCE_ADDRESS, s, family, false);
  }

  /** Reads the multicast group of adverts. */
  static void group(BlockTranslation translation, Statement s, Family family) {
    put(translation, InstanceKeywords.MULTICAST_GROUP, s, family, true);
  }

  private static void put(
      BlockTranslation translation, Key<IpAddress> key, Statement s, Family family, boolean group) {
    var address = usable(translation, s, 1, family, group);
    if (address != null) {
      translation.out().put(key, address);
    }
  }

  /**
   * Returns an address of a host or a group in the instance's family, or null if a note was added.
   */
  private static @Nullable Text usable(
      BlockTranslation translation, Statement s, int index, Family family, boolean group) {
    var text = translation.address(s, index);
    var address = text == null ? null : IpAddress.parse(text.text()).orElse(null);
    if (address == null) {
      return null;
    }
    boolean fits = address.family() == family && address.isMulticast() == group && !address.isAny();
    if (!fits) {
      translation.remarked(
          s.place(index),
          (s.size() == 1 ? "" : s + ": ")
              + address
              + (address.family() == family
                  ? " is not the address of a " + (group ? "group" : "host")
                  : " is not of the family of the instance, which the first address in it decides")
              + "; ignored");
    }
    return fits ? text : null;
  }

  /** Reads a {@code unicast_peer} block. */
  static void peers(BlockTranslation translation, Statement block, Family family) {
    var seen = new HashSet<String>();
    for (var line : block.block()) {
      var address = usable(translation, line, 0, family, false);
      if (address == null || !seen.add(address.text())) {
        continue;
      }
      var peer = new Mapping(line.place());
      peer.put(UnicastKeywords.PEER_ADDRESS, address);
      for (int i = 1; i < line.size(); i += 2) {
        switch (line.word(i)) {
          case "min_ttl" -> ttl(translation, line, i + 1, peer, UnicastKeywords.MIN_TTL);
          case "max_ttl" -> ttl(translation, line, i + 1, peer, UnicastKeywords.MAX_TTL);
          default -> translation.repaired(line.place(i), line.word(i) + " is unknown; ignored");
        }
      }
      noTtlAtAll(translation, peer);
      translation.out().add(PEERS, peer.members().size() == 1 ? address : peer);
    }
  }

  /** Reads a limit of the hops to a peer, which enables the check that adverts come from peers. */
  private static void ttl(
      BlockTranslation translation, Statement line, int index, Mapping peer, Key<Long> key) {
    translation.out().put(CHECK_SOURCE, line.place(index), "true");
    peer.put(key, translation.number(line, index, key));
  }

  private static void noTtlAtAll(BlockTranslation translation, Mapping peer) {
    var least = Numbers.parse(peer.text(UnicastKeywords.MIN_TTL, ""));
    var most = Numbers.parse(peer.text(UnicastKeywords.MAX_TTL, ""));
    if (least != null && most != null && least > most) {
      translation.remarked(
          peer.place(),
          "min_ttl "
              + least
              + " is more than max_ttl "
              + most
              + ", so every advert of the peer would be refused; max_ttl is ignored");
      peer.remove(UnicastKeywords.MAX_TTL);
    }
  }

  /** Leaves out settings without effect, and returns whether the instance is unicast. */
  static boolean transport(BlockTranslation translation) {
    var out = translation.out();
    notItself(translation);
    if (!out.items(PEERS).isEmpty()) {
      if (out.has(InstanceKeywords.MULTICAST_GROUP)) {
        translation.remarked(
            out.place(), "mcast_dst_ip has no effect on an instance with unicast peers");
        out.remove(InstanceKeywords.MULTICAST_GROUP);
      }
      return true;
    }
    var fault = translation.said("unicast_fault_no_peer");
    if (fault != null) {
      translation.remarked(
          fault.place(), "Cannot use unicast without any peers - going to fault state");
      out.put(PEERS, new Tree.Items(fault.place(), List.of()));
      out.put(FAULT_WITHOUT_PEERS, fault.place(), "true");
      return true;
    }
    if (out.has(UnicastKeywords.UNICAST) || translation.said("unicast_peer") != null) {
      translation.remarked(
          out.place(), "unicast without a peer falls back to multicast; name the other routers");
      out.remove(UnicastKeywords.UNICAST);
    }
    return false;
  }

  /**
   * Leaves out a VRF beside an interface. Names the links of the addresses of an instance that has
   * no interface.
   */
  static void links(BlockTranslation translation, BlockTranslation global) {
    var out = translation.out();
    if (out.has(InstanceKeywords.INTERFACE)) {
      var vrf = translation.said("vrf");
      if (vrf != null) {
        translation.remarked(vrf.place(), "vrf has no effect on an instance with an interface");
        out.remove(InstanceKeywords.VRF);
      }
      return;
    }
    var given = global.said("default_interface");
    var link = given == null ? DEFAULT_INTERFACE : given.word(1);
    for (var key : List.of(HoldingKeywords.ADDRESSES, HoldingKeywords.EXCLUDED_ADDRESSES)) {
      var named = new ArrayList<Tree>();
      for (var item : out.items(key)) {
        named.add(onLink(item, link));
      }
      out.putItems(key, named);
    }
  }

  private static Tree onLink(Tree item, String link) {
    var address = item instanceof Mapping mapping ? mapping : new Mapping(item.place());
    if (item instanceof Text text) {
      address.put(HoldingKeywords.ADDRESS, text);
    }
    address.putIfAbsent(HoldingKeywords.ADDRESS_INTERFACE, item.place(), link);
    return address;
  }

  /**
   * Leaves out a peer with our own source address, because the router would send adverts to itself.
   */
  private static void notItself(BlockTranslation translation) {
    var own = translation.out().text(InstanceKeywords.SOURCE_ADDRESS);
    var peers = translation.out().items(PEERS);
    var others = new ArrayList<Tree>();
    for (var peer : peers) {
      if (own != null
          && AdvertisedAddresses.addressOf(peer, UnicastKeywords.PEER_ADDRESS).equals(own)) {
        translation.remarked(peer.place(), own + " is our own source address, not a peer; ignored");
      } else {
        others.add(peer);
      }
    }
    translation.out().putItems(PEERS, others);
  }
}
