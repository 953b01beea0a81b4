package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.net.IpAddress;

/** The keys of unicast adverts, which are sent to each peer separately. */
public final class UnicastKeywords {

  private static final NumberType TTL = NumberType.from(0, 255);

  public static final Key<IpAddress> PEER_ADDRESS =
      Key.required(
          "address",
          AddressType.HOST,
          "the address of the peer: our adverts go to it, and its adverts come from it");
  public static final Key<Long> MIN_TTL =
      Key.standard(
          "min-ttl",
          TTL,
          "0",
          "the lowest TTL or hop limit that an advert from this peer may have");
  public static final Key<Long> MAX_TTL =
      Key.standard(
          "max-ttl",
          TTL,
          "255",
          "the highest TTL or hop limit that an advert from this peer may have");
  private static final Section PEER =
      Section.of(
              "unicast peer",
              "A router that our adverts are sent to.",
              PEER_ADDRESS,
              MIN_TTL,
              MAX_TTL)
          .withShorthand(PEER_ADDRESS);

  public static final Key<List<Entry<Fields>>> PEERS =
      Key.required("peers", ListType.of(PEER), "the other routers of the virtual router");
  public static final Key<Boolean> FAULT_WITHOUT_PEERS =
      Key.standard(
          "fault-without-peers",
          BooleanType.INSTANCE,
          "false",
          "whether an empty list of peers puts the instance in FAULT; otherwise it is an error");
  public static final Key<IpAddress> UNICAST_SOURCE =
      Key.derived(
          "source",
          AddressType.HOST,
          "the instance's source-address",
          "the address that adverts are sent from; another place for the instance's"
              + " source-address");
  public static final Key<Long> UNICAST_TTL =
      Key.derived(
          "ttl",
          NumberType.from(1, 255),
          "255 for IPv4, 64 for IPv6",
          "the TTL or hop limit of our adverts");
  public static final Key<Boolean> CHECK_SOURCE =
      Key.standard(
          "check-source",
          BooleanType.INSTANCE,
          "true",
          "whether an advert is refused unless it comes from a peer. Differs: keepalived by default"
              + " accepts an advert from any address");
  private static final Section UNICAST_SECTION =
      Section.of(
              "unicast",
              "Adverts are sent to each peer separately instead of to a multicast group. Differs"
                  + " from keepalived: an empty list of peers is an error and never turns into"
                  + " multicast.",
              PEERS,
              FAULT_WITHOUT_PEERS,
              UNICAST_SOURCE,
              UNICAST_TTL,
              CHECK_SOURCE)
          .inheriting("vrrp.defaults", List.of(CHECK_SOURCE));
  public static final Key<Fields> UNICAST =
      Key.optional(
          "unicast",
          UNICAST_SECTION,
          "multicast",
          "sends adverts to listed peers instead of to a multicast group");

  private UnicastKeywords() {}
}
