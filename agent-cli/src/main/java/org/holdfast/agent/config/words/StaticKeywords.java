package org.holdfast.agent.config.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;

/** The keys of what the agent keeps on the host in every state of its instances. */
public final class StaticKeywords {

  public static final Key<String> TRACK_GROUP =
      Key.optional(
          "track-group",
          TextType.NAME,
          "none",
          "the group whose instances are in FAULT while this is missing and cannot be added");

  public static final Key<String> INTERFACE =
      Key.standard("interface", TextType.INTERFACE, "eth0", "the link of addresses that name none");
  public static final Key<String> ADDRESS_INTERFACE =
      Key.derived(
          "interface",
          TextType.INTERFACE,
          "the interface of static",
          "the link that carries the address");
  public static final Key<List<Entry<Fields>>> ADDRESSES =
      Key.optional(
          "addresses",
          ListType.of(
              Section.of(
                      "static address",
                      "An address that the agent keeps on its link in every state of its instances.",
                      ofAddress())
                  .withShorthand(HoldingKeywords.ADDRESS)),
          "none",
          "addresses that the agent keeps; it announces none of them");
  public static final Key<List<Entry<Fields>>> ROUTES =
      Key.optional(
          "routes",
          ListType.of(
              Section.of(
                  "static route",
                  "A route that the agent keeps in every state of its instances.",
                  with(RouteKeywords.OF_ROUTE))),
          "none",
          "routes that the agent keeps");
  public static final Key<List<Entry<Fields>>> RULES =
      Key.optional(
          "rules",
          ListType.of(
              Section.of(
                  "static rule",
                  "A routing policy rule that the agent keeps in every state of its instances.",
                  with(RuleKeywords.OF_RULE))),
          "none",
          "routing policy rules that the agent keeps");
  public static final Key<List<Entry<String>>> GROUP_INSTANCES =
      Key.required("instances", ListType.ofSome(TextType.NAME), "the names of instances");
  public static final Key<Map<String, Entry<Fields>>> TRACK_GROUPS =
      Key.optional(
          "track-groups",
          MapType.of(
              "track groups",
              Section.of(
                  "track group",
                  "Instances that need some of the static objects.",
                  GROUP_INSTANCES)),
          "none",
          "which instances are in FAULT while a static object of the group is missing, by name");

  public static final Key<Fields> STATIC =
      Key.optional(
          "static",
          Section.of(
              "static objects",
              "Addresses, routes and rules that the agent keeps from its start to its end in every"
                  + " state of its instances.",
              INTERFACE,
              ADDRESSES,
              ROUTES,
              RULES,
              TRACK_GROUPS),
          "none",
          "what the agent keeps on this host in every state of its instances");

  private static List<Key<?>> ofAddress() {
    var keys = new ArrayList<>(HoldingKeywords.OF_ADDRESS);
    keys.set(keys.indexOf(HoldingKeywords.ADDRESS_INTERFACE), ADDRESS_INTERFACE);
    return with(keys);
  }

  private static List<Key<?>> with(List<Key<?>> keys) {
    var all = new ArrayList<>(keys);
    all.add(TRACK_GROUP);
    return List.copyOf(all);
  }

  private StaticKeywords() {}
}
