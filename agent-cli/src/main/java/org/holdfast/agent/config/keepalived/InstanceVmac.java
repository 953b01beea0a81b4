package org.holdfast.agent.config.keepalived;

import java.util.Locale;
import java.util.Set;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** The virtual MAC address of an instance: {@code use_vmac} and the words that belong to it. */
final class InstanceVmac {

  private static final String USE = "use_vmac";
  private static final String ALL = "use_vmac_addr";
  private static final String BASE = "vmac_xmit_base";
  private static final String IPVLAN = "use_ipvlan";
  private static final Set<String> MODES = Set.of("bridge", "private", "vepa");
  private static final int LONGEST_NAME = 15;

  private InstanceVmac() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .keep(
            Becomes.described(
                "vmac, with vmac.name and vmac.address",
                VmacKeywords.VMAC,
                VmacKeywords.VMAC.then(VmacKeywords.NAME),
                VmacKeywords.VMAC.then(VmacKeywords.ADDRESS)),
            USE)
        .keep(VmacKeywords.VMAC.then(VmacKeywords.ALL_INTERFACES), ALL)
        .keep(VmacKeywords.VMAC.then(VmacKeywords.ADVERTS_FROM_BASE), BASE)
        .keep(
            Becomes.described(
                "ipvlan, with ipvlan.name, ipvlan.address and ipvlan.mode",
                VmacKeywords.IPVLAN,
                VmacKeywords.IPVLAN.then(VmacKeywords.IPVLAN_NAME),
                VmacKeywords.IPVLAN.then(VmacKeywords.IPVLAN_ADDRESS),
                VmacKeywords.IPVLAN.then(VmacKeywords.IPVLAN_MODE)),
            IPVLAN);
  }

  /** Writes the ipvlan link; keepalived's takes precedence over {@code use_vmac}. */
  private static void ipvlan(BlockTranslation translation, Statement use, Family family) {
    var place = use.place();
    var ipvlan = new Mapping(place);
    for (int i = 1; i < use.size(); i++) {
      var word = use.word(i);
      var address = IpPrefix.parse(word).map(IpPrefix::address).orElse(null);
      if (MODES.contains(word)) {
        put(ipvlan, VmacKeywords.IPVLAN_MODE, use, i);
      } else if (address != null && address.family() != family) {
        translation.remarked(
            use.place(i), IPVLAN + ": " + word + " is not of the instance's family; ignored");
      } else if (address != null) {
        ipvlanAddress(translation, use, i, address.isLinkLocal(), ipvlan);
      } else if (word.length() > LONGEST_NAME) {
        translation.remarked(
            use.place(i), IPVLAN + ": " + word + " has more than 15 characters; ignored");
      } else {
        put(ipvlan, VmacKeywords.IPVLAN_NAME, use, i);
      }
    }
    if (ipvlan.members().isEmpty()) {
      translation.out().put(VmacKeywords.IPVLAN, place, "bridge");
    } else {
      translation.out().put(VmacKeywords.IPVLAN, ipvlan);
    }
  }

  /** Writes the address of the ipvlan link, from which keepalived sends the adverts. */
  private static void ipvlanAddress(
      BlockTranslation translation, Statement use, int index, boolean linkLocal, Mapping ipvlan) {
    boolean unicast = translation.out().has(UnicastKeywords.UNICAST);
    if (linkLocal || unicast) {
      translation.notCarried(
          use.place(index),
          IPVLAN + " " + use.word(index),
          linkLocal
              ? "adverts are sent from the interface itself, with its link-local address"
              : "unicast adverts arrive at the interface itself, so their source is its address");
    } else {
      put(ipvlan, VmacKeywords.IPVLAN_ADDRESS, use, index);
    }
  }

  /** Writes the virtual MAC address, once the whole block has been read. */
  static void finish(BlockTranslation translation, boolean strict, Family family) {
    var use = translation.said(USE);
    var all = translation.said(ALL);
    var base = translation.said(BASE);
    var ipvlan = translation.said(IPVLAN);
    if (ipvlan != null) {
      if (use != null || all != null) {
        translation.remarked(ipvlan.place(), IPVLAN + " is there too; use_vmac is ignored");
      }
      ipvlan(translation, ipvlan, family);
      return;
    }
    if (base != null && use == null) {
      translation.remarked(base.place(), BASE + " has no effect without use_vmac; ignored");
    }
    var first = use == null ? all : use;
    if (first == null) {
      return;
    }
    var out = translation.out();
    var place = first.place();
    var vmac = new Mapping(place);
    if (use == null) {
      vmac.put(VmacKeywords.ENABLED, place, "false");
    } else {
      words(translation, use, vmac, strict);
    }
    if (all != null) {
      vmac.put(VmacKeywords.ALL_INTERFACES, all.place(), "true");
    }
    if (base != null && use != null) {
      if (strict) {
        translation.remarked(base.place(), "strict mode has no vmac_xmit_base; ignored");
      } else {
        vmac.put(VmacKeywords.ADVERTS_FROM_BASE, base.place(), "true");
      }
    }
    if (vmac.members().isEmpty()) {
      out.put(VmacKeywords.VMAC, place, "true");
    } else {
      out.put(VmacKeywords.VMAC, vmac);
    }
  }

  private static void words(
      BlockTranslation translation, Statement use, Mapping vmac, boolean strict) {
    for (int i = 1; i < use.size(); i++) {
      var word = use.word(i);
      var mac = mac(word, translation.out().text(InstanceKeywords.VIRTUAL_ROUTER_ID, ""));
      if (word.equals("netlink_notify_msg")) {
        continue; // the kernel itself reports every change
      }
      if (word.equals("group")) {
        translation.notCarried(use.place(i), USE + " group", "links belong to the default group");
        i++;
      } else if (word.equals("name") && i + 1 < use.size()) {
        i++;
        name(translation, use, i, vmac);
      } else if (word.contains(":")) {
        if (mac == null) {
          translation.repaired(use.place(i), USE + ": invalid MAC address " + word + "; ignored");
        } else if (strict) {
          translation.remarked(use.place(i), "strict mode has no other MAC address; ignored");
        } else {
          vmac.put(VmacKeywords.ADDRESS, use.place(i), mac);
        }
      } else {
        name(translation, use, i, vmac);
      }
    }
  }

  private static void name(BlockTranslation translation, Statement use, int index, Mapping vmac) {
    if (use.word(index).length() > LONGEST_NAME) {
      translation.remarked(
          use.place(index),
          USE + ": " + use.word(index) + " has more than 15 characters; another name is used");
    } else {
      put(vmac, VmacKeywords.NAME, use, index);
    }
  }

  private static void put(Mapping vmac, Key<?> key, Statement use, int index) {
    vmac.put(key, use.place(index), use.word(index));
  }

  /** Returns the MAC address, whose last octet may be left out and is then the VRID; else null. */
  private static @Nullable String mac(String word, String vrid) {
    var text = word;
    if (word.split(":", -1).length == MacAddress.BYTES - 1 && vrid.matches("[0-9]{1,3}")) {
      text = word + String.format(Locale.ROOT, ":%02x", Integer.parseInt(vrid) & 0xff);
    }
    return MacAddress.parse(text)
        .filter(mac -> !mac.isGroup() && mac.bits() != 0)
        .map(MacAddress::toString)
        .orElse(null);
  }
}
