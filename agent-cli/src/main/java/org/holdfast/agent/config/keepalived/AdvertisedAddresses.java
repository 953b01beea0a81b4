package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashSet;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.net.Family;

/** Determines which addresses of an instance its adverts list. */
final class AdvertisedAddresses {

  private static final int LEAST_ADVERTISED = 1;
  private static final int MOST_ADVERTISED = 255;
  private static final int USUAL_MTU = 1500;

  /** The bytes that keepalived leaves free in a packet besides the headers (measured). */
  private static final int SPARE = 16;

  private static final int VRRP_HEADER = 8;
  private static final int PASSWORD = 8;
  private static final int AUTHENTICATION_HEADER = 24;

  private AdvertisedAddresses() {}

  /**
   * Moves the addresses that do not fit into an advert to those that are held but not advertised.
   */
  static void spill(
      BlockTranslation translation, int version, Family family, HostEnvironment world) {
    var items = translation.out().items(HoldingKeywords.ADDRESSES);
    if (items.size() <= LEAST_ADVERTISED) {
      return; // without a look at the link
    }
    int most = most(translation.out(), version, family, world);
    if (items.size() > most) {
      var rest = items.subList(most, items.size());
      translation.remarked(
          rest.getFirst().place(),
          items.size()
              + " addresses, but an advert has room for "
              + most
              + "; the others become excluded addresses");
      rest.forEach(item -> translation.out().add(HoldingKeywords.EXCLUDED_ADDRESSES, item));
      translation.out().putItems(HoldingKeywords.ADDRESSES, items.subList(0, most));
      heldOnce(translation);
    }
  }

  /** Returns how many addresses keepalived puts into an advert on the instance's link. */
  private static int most(Mapping instance, int version, Family family, HostEnvironment world) {
    int mtu = world.mtu(instance.text(InstanceKeywords.INTERFACE, "")).orElse(USUAL_MTU);
    int headers =
        (family == Family.IPV4 ? 20 : 40)
            + VRRP_HEADER
            + (version == 2 ? PASSWORD : 0)
            + (InstanceAuthentication.isAh(instance) ? AUTHENTICATION_HEADER : 0);
    return Math.clamp((mtu - headers - SPARE) / family.bytes(), LEAST_ADVERTISED, MOST_ADVERTISED);
  }

  /**
   * Removes duplicates of excluded addresses, and excluded addresses that adverts list. An advert
   * lists an address as often as {@code virtual_ipaddress} does, because other routers compare the
   * number of addresses.
   */
  static void heldOnce(BlockTranslation translation) {
    var seen = new HashSet<String>();
    var rest = new ArrayList<Tree>();
    translation.out().items(HoldingKeywords.ADDRESSES).forEach(item -> seen.add(placeOf(item)));
    var excluded = translation.out().items(HoldingKeywords.EXCLUDED_ADDRESSES);
    for (var item : excluded) {
      if (seen.add(placeOf(item))) {
        rest.add(item);
      } else {
        translation.remarked(
            item.place(),
            addressOf(item, HoldingKeywords.ADDRESS) + " is there already; it is held once");
      }
    }
    translation.out().putItems(HoldingKeywords.EXCLUDED_ADDRESSES, rest);
  }

  private static String placeOf(Tree item) {
    var address = addressOf(item, HoldingKeywords.ADDRESS);
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }

  /**
   * Returns the address of an entry, which may be in the short form, or an empty text if it has
   * none.
   */
  static String addressOf(Tree item, Key<?> key) {
    return switch (item) {
      case Text text -> text.text();
      case Mapping mapping -> mapping.text(key, "");
      case Items _ -> "";
    };
  }
}
