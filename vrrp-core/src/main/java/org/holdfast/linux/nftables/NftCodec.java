package org.holdfast.linux.nftables;

import static org.holdfast.linux.nftables.NftExpressions.ACCEPT;
import static org.holdfast.linux.nftables.NftExpressions.AT_LEAST;
import static org.holdfast.linux.nftables.NftExpressions.AT_MOST;
import static org.holdfast.linux.nftables.NftExpressions.DROP;
import static org.holdfast.linux.nftables.NftExpressions.EQUAL;
import static org.holdfast.linux.nftables.NftExpressions.FIRST;
import static org.holdfast.linux.nftables.NftExpressions.META_FAMILY;
import static org.holdfast.linux.nftables.NftExpressions.META_PROTOCOL;
import static org.holdfast.linux.nftables.NftExpressions.NETWORK_HEADER;
import static org.holdfast.linux.nftables.NftExpressions.SECOND;
import static org.holdfast.linux.nftables.NftExpressions.TRANSPORT_HEADER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.Request;

/**
 * Writes the messages of nf_tables (linux/netfilter/nf_tables.h) that make, change and remove our
 * table. Each starts with struct nfgenmsg: family u8, version u8, resource u16. A batch lies
 * between {@link #begin} and {@link #end}: the kernel applies all of it or nothing.
 *
 * <pre>
 * table inet holdfast {
 *   set ipv4 { type ipv4_addr; }
 *   set ipv6 { type ipv6_addr; }
 *   set link-local { type ipv6_addr . ifname; }
 *   chain input {
 *     type filter hook input priority -1; policy accept;
 *     ip daddr @ipv4 drop
 *     icmpv6 type 135-136 accept
 *     ip6 daddr @ipv6 drop
 *     ip6 daddr . iifname @link-local drop
 *   }
 *   chain output { the same with saddr and oifname }
 * }
 * </pre>
 */
final class NftCodec {

  /** NFPROTO_INET: IPv4 and IPv6. */
  static final int INET = 1;

  static final int SUBSYSTEM = 10; // NFNL_SUBSYS_NFTABLES
  static final int NEW_TABLE = type(0);
  static final int GET_TABLE = type(1);
  static final int DELETE_TABLE = type(2);
  static final int NEW_CHAIN = type(3);
  static final int GET_CHAIN = type(4);
  static final int NEW_RULE = type(6);
  static final int GET_RULE = type(7);
  static final int NEW_SET = type(9);
  static final int NEW_ELEMENTS = type(12);
  static final int GET_ELEMENTS = type(13);
  static final int DELETE_ELEMENTS = type(14);

  private static final int BATCH_BEGIN = 16;
  private static final int BATCH_END = 17;
  private static final int APPEND = 0x800; // NLM_F_APPEND

  /** NFTA_*_TABLE: the same number in every message. */
  static final int TABLE = 1;

  private static final int TABLE_FLAGS = 2;
  static final int TABLE_USER_DATA = 6;
  static final int CHAIN_NAME = 3;
  static final int CHAIN_HOOK = 4;
  static final int HOOK_NUMBER = 1; // NFTA_HOOK_HOOKNUM
  static final int HOOK_PRIORITY = 2; // NFTA_HOOK_PRIORITY
  private static final int CHAIN_POLICY = 5;
  private static final int CHAIN_TYPE = 7;
  static final int RULE_CHAIN = 2;
  private static final int RULE_EXPRESSIONS = 4;
  static final int SET_NAME = 2;
  static final int SET_FLAGS = 3;
  static final int SET_KEY_TYPE = 4;
  static final int SET_KEY_LENGTH = 5;
  static final int SET_ID = 10;
  static final int SET_USER_DATA = 13;
  static final int ELEMENTS = 3; // NFTA_SET_ELEM_LIST_ELEMENTS
  private static final int ELEMENTS_SET_ID = 4;
  static final int ELEMENT = 1; // NFTA_LIST_ELEM
  static final int ELEMENT_KEY = 1; // NFTA_SET_ELEM_KEY
  static final int VALUE = 1; // NFTA_DATA_VALUE

  private static final int IPV4 = 2; // NFPROTO_IPV4
  private static final int IPV6 = 10; // NFPROTO_IPV6
  private static final int ICMPV6 = 58;
  private static final int NEIGHBOUR_SOLICITATION = 135;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;

  /** The comment that marks our tables; {@code nft list ruleset} shows it. */
  static final String MARK = "made by a Holdfast agent, which removes it";

  /** Elements of one message: an attribute has 65,535 bytes at most, and an element 44. */
  static final int MOST_IN_ONE_MESSAGE = 1_000;

  private NftCodec() {}

  private static int type(int message) {
    return SUBSYSTEM << 8 | message;
  }

  /** Returns the size of the header before the attributes, in bytes. */
  static int headerSize() {
    return 4;
  }

  private static void header(MessageWriter to, int family, int resource) {
    to.u8(family).u8(0).u8(resource >>> 8).u8(resource);
  }

  static Request begin() {
    return batch("begin a batch of nftables", BATCH_BEGIN);
  }

  static Request end() {
    return batch("end a batch of nftables", BATCH_END);
  }

  private static Request batch(String operation, int type) {
    return new Request(operation, type, 0, to -> header(to, 0, SUBSYSTEM));
  }

  /** A message about a table of the family inet. */
  static Request message(
      String operation, int type, int flags, String table, Consumer<MessageWriter> rest) {
    return new Request(
        operation + " of nftables table inet " + table,
        type,
        flags,
        to -> {
          header(to, INET, 0);
          to.text(TABLE, table);
          rest.accept(to);
        });
  }

  /**
   * Creates the whole table.
   *
   * @param flags {@link Request#EXCLUSIVE} to fail if a table of that name exists
   */
  static List<Request> newTable(
      DropTableTerms terms, int flags, Collection<DroppedAddress> elements) {
    var table = terms.name();
    var requests = new ArrayList<Request>();
    requests.add(newTable(table, flags, MARK));
    for (var chain : NftChain.values()) {
      requests.add(newChain(table, chain.text(), chain.hook(), terms.priority()));
    }
    for (var set : NftSet.values()) {
      requests.add(newSet(table, set));
    }
    for (var chain : NftChain.values()) {
      requests.addAll(rules(terms, chain));
    }
    requests.addAll(addElements(table, elements));
    return requests;
  }

  /**
   * Creates an empty table with a comment; see {@link #newTable(DropTableTerms, int, Collection)}.
   */
  static Request newTable(String table, int flags, String comment) {
    return message(
        "creation",
        NEW_TABLE,
        flags,
        table,
        to -> to.networkU32(TABLE_FLAGS, 0).bytes(TABLE_USER_DATA, comment(comment)));
  }

  /** Returns a comment for the {@code nft} program: type 0, length, text, zero. */
  private static byte[] comment(String comment) {
    var text = comment.getBytes(StandardCharsets.UTF_8);
    var bytes = new byte[text.length + 3];
    bytes[1] = (byte) (text.length + 1);
    System.arraycopy(text, 0, bytes, 2, text.length);
    return bytes;
  }

  /** Creates a chain of the type filter, which accepts what no rule decides about. */
  static Request newChain(String table, String chain, int hook, int priority) {
    return message(
        "chain " + chain,
        NEW_CHAIN,
        Request.CREATE,
        table,
        to ->
            to.text(CHAIN_NAME, chain)
                .text(CHAIN_TYPE, "filter")
                .networkU32(CHAIN_POLICY, ACCEPT)
                .nested(
                    CHAIN_HOOK,
                    in -> in.networkU32(HOOK_NUMBER, hook).networkU32(HOOK_PRIORITY, priority)));
  }

  private static Request newSet(String table, NftSet set) {
    return message(
        "set " + set.text(),
        NEW_SET,
        Request.CREATE,
        table,
        to ->
            to.text(SET_NAME, set.text())
                .networkU32(SET_FLAGS, 0)
                .networkU32(SET_KEY_TYPE, set.keyType())
                .networkU32(SET_KEY_LENGTH, set.keyLength())
                .networkU32(SET_ID, set.id())
                .bytes(SET_USER_DATA, HexFormat.of().parseHex(set.userData())));
  }

  private static List<Request> rules(DropTableTerms terms, NftChain chain) {
    return List.of(
        rule(
            terms,
            chain,
            IPV4,
            in -> in.payload(NETWORK_HEADER, chain.ipv4Offset(), 4).lookup(NftSet.IPV4),
            DROP),
        // Without neighbour discovery, no host could send packets through this router.
        rule(
            terms,
            chain,
            IPV6,
            in ->
                in.meta(META_PROTOCOL, FIRST)
                    .compare(EQUAL, ICMPV6)
                    .payload(TRANSPORT_HEADER, 0, 1)
                    .compare(AT_LEAST, NEIGHBOUR_SOLICITATION)
                    .compare(AT_MOST, NEIGHBOUR_ADVERTISEMENT),
            ACCEPT),
        rule(
            terms,
            chain,
            IPV6,
            in -> in.payload(NETWORK_HEADER, chain.ipv6Offset(), 16).lookup(NftSet.IPV6),
            DROP),
        rule(
            terms,
            chain,
            IPV6,
            in ->
                in.payload(NETWORK_HEADER, chain.ipv6Offset(), 16)
                    .meta(chain.linkKey(), SECOND)
                    .lookup(NftSet.IPV6_ON_LINK),
            DROP));
  }

  /** Appends a rule that decides on the packets of a family which meet the conditions. */
  private static Request rule(
      DropTableTerms terms,
      NftChain chain,
      int family,
      Consumer<NftExpressions> conditions,
      int verdict) {
    return rule(
        terms.name(),
        chain.text(),
        in -> {
          in.meta(META_FAMILY, FIRST).compare(EQUAL, family);
          conditions.accept(in);
          if (terms.counters()) {
            in.counter();
          }
          in.verdict(verdict);
        });
  }

  /** Appends a rule to a chain. */
  static Request rule(String table, String chain, Consumer<NftExpressions> expressions) {
    return message(
        "rule of chain " + chain,
        NEW_RULE,
        Request.CREATE | APPEND,
        table,
        to ->
            to.text(RULE_CHAIN, chain)
                .nested(RULE_EXPRESSIONS, in -> expressions.accept(new NftExpressions(in))));
  }

  /** Creates an empty table without our mark unless a table of that name exists. */
  static Request touchTable(String table) {
    return message("creation", NEW_TABLE, Request.CREATE, table, _ -> {});
  }

  /** Whether a table's user data is this comment. */
  static boolean isComment(byte[] userData, String comment) {
    return Arrays.equals(userData, comment(comment));
  }

  static Request deleteTable(String table) {
    return message("removal", DELETE_TABLE, 0, table, _ -> {});
  }

  /** Adds elements; those that are present stay. */
  static List<Request> addElements(String table, Collection<DroppedAddress> elements) {
    return elements("addition to set ", NEW_ELEMENTS, Request.CREATE, table, elements);
  }

  /** Removes elements; fails with ENOENT if one of them is missing. */
  static List<Request> deleteElements(String table, Collection<DroppedAddress> elements) {
    return elements("removal from set ", DELETE_ELEMENTS, 0, table, elements);
  }

  private static List<Request> elements(
      String operation, int type, int flags, String table, Collection<DroppedAddress> elements) {
    var requests = new ArrayList<Request>();
    for (var set : NftSet.values()) {
      var some = elements.stream().filter(one -> one.set() == set).toList();
      for (int from = 0; from < some.size(); from += MOST_IN_ONE_MESSAGE) {
        var part = some.subList(from, Math.min(from + MOST_IN_ONE_MESSAGE, some.size()));
        requests.add(
            message(
                operation + set.text(), type, flags, table, to -> elements(to, type, set, part)));
      }
    }
    return requests;
  }

  private static void elements(
      MessageWriter to, int type, NftSet set, List<DroppedAddress> elements) {
    to.text(SET_NAME, set.text());
    if (type == NEW_ELEMENTS) {
      to.networkU32(ELEMENTS_SET_ID, set.id());
    }
    to.nested(
        ELEMENTS,
        list -> {
          for (var one : elements) {
            list.nested(ELEMENT, in -> in.nested(ELEMENT_KEY, key -> key.bytes(VALUE, one.key())));
          }
        });
  }

  /** Asks for the tables of the family inet. */
  static Request getTables() {
    return new Request("list the tables of nftables", GET_TABLE, 0, to -> header(to, INET, 0));
  }

  /** Asks for the chains of a table; the kernel lists those of all tables. */
  static Request getChains(String table) {
    return message("list of the chains", GET_CHAIN, 0, table, _ -> {});
  }

  /** Asks for the rules of a table. */
  static Request getRules(String table) {
    return message("list of the rules", GET_RULE, 0, table, _ -> {});
  }

  /** Asks for the elements of a set. */
  static Request getElements(String table, NftSet set) {
    return message(
        "list of set " + set.text(), GET_ELEMENTS, 0, table, to -> to.text(SET_NAME, set.text()));
  }
}
