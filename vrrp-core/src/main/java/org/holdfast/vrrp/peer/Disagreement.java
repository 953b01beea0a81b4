package org.holdfast.vrrp.peer;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.packet.Claim.Means;

/** A difference between our state or configuration and that of another router or host. */
public sealed interface Disagreement {

  /** The kinds of disagreement, for counters and events. */
  enum Kind {
    TWO_MASTERS("two_masters"),
    OTHER_ADDRESSES("other_addresses"),
    OTHER_VIRTUAL_ROUTER("other_virtual_router"),
    OTHER_VERSION("other_version"),
    OTHER_INTERVAL("other_interval"),
    OTHER_AUTHENTICATION("other_authentication"),
    OTHER_CHECKSUM("other_checksum"),
    OTHER_OWNER("other_owner");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Returns the name in snake_case. */
    public String word() {
      return word;
    }
  }

  Kind kind();

  /**
   * Returns the other side: the IP address of a router, or the link-layer address of another owner.
   */
  String peer();

  /** Returns one line for people, with the values of both sides. */
  String words();

  /**
   * Returns the identity of this disagreement: a repeated observation has the same subject even if
   * its details have changed.
   */
  default Subject subject() {
    return new Subject(kind(), peer(), "");
  }

  /**
   * The identity of a disagreement.
   *
   * @param what the address that has another owner; empty otherwise
   */
  record Subject(Kind kind, String peer, String what) {}

  /** Both routers are master, and we receive the other router's adverts. */
  record TwoMasters(IpAddress router, int theirs, int ours) implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.TWO_MASTERS;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      return router + " is master too: priority " + theirs + ", ours " + ours;
    }
  }

  /**
   * The lists of addresses differ in part.
   *
   * @param extra the addresses that only the other router lists
   * @param missing the addresses that only we list
   */
  record OtherAddresses(IpAddress router, List<IpAddress> extra, List<IpAddress> missing)
      implements Disagreement {

    public OtherAddresses {
      extra = List.copyOf(extra);
      missing = List.copyOf(missing);
    }

    @Override
    public Kind kind() {
      return Kind.OTHER_ADDRESSES;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      if (extra.isEmpty() && missing.isEmpty()) {
        return router + " lists an address more often than we do, or less";
      }
      if (missing.isEmpty()) {
        return router + " lists " + names(extra) + " too, we do not";
      }
      var lacks = " does not list " + names(missing) + ", we do";
      return extra.isEmpty()
          ? router + lacks
          : router + " lists " + names(extra) + " too, we do not; it" + lacks;
    }
  }

  /** The routers have no address in common: two virtual routers use the same number. */
  record OtherVirtualRouter(IpAddress router, int virtualRouterId, List<IpAddress> addresses)
      implements Disagreement {

    public OtherVirtualRouter {
      addresses = List.copyOf(addresses);
    }

    @Override
    public Kind kind() {
      return Kind.OTHER_VIRTUAL_ROUTER;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      var held = addresses.isEmpty() ? "no addresses" : "other addresses: " + names(addresses);
      return router + " uses VRID " + virtualRouterId + " too, for " + held;
    }
  }

  /** The protocol versions differ. */
  record OtherVersion(IpAddress router, VrrpVersion theirs, VrrpVersion ours)
      implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.OTHER_VERSION;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      return router + " speaks VRRPv" + theirs.number() + ", we VRRPv" + ours.number();
    }
  }

  /** The intervals between adverts differ. */
  record OtherInterval(IpAddress router, Duration theirs, Duration ours) implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.OTHER_INTERVAL;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      return router + " advertises every " + text(theirs) + ", we every " + text(ours);
    }
  }

  /** We cannot verify the other router's adverts. */
  record OtherAuthentication(IpAddress router, Means theirs, Means ours, String why)
      implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.OTHER_AUTHENTICATION;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      return theirs == ours
          ? router + " " + why
          : router + " authenticates by " + theirs.word() + ", we by " + ours.word();
    }
  }

  /**
   * The other router computes the checksum of version 3 over IPv4 in another form. We accept it;
   * the other router may refuse ours.
   */
  record OtherChecksum(IpAddress router, ChecksumForm theirs, ChecksumForm ours)
      implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.OTHER_CHECKSUM;
    }

    @Override
    public String peer() {
      return router.toString();
    }

    @Override
    public String words() {
      return router
          + " computes checksums as "
          + word(theirs)
          + ", we as "
          + word(ours)
          + ": it may refuse our adverts";
    }

    private static String word(ChecksumForm form) {
      return switch (form) {
        case PSEUDO_HEADER -> "pseudo-header";
        case MESSAGE_ONLY -> "message-only";
        case HISTORIC_UNICAST -> "historic-unicast";
      };
    }
  }

  /**
   * Another host uses an address that we hold.
   *
   * @param routerToo whether another router is heard that may be master too, which would explain
   *     the claim
   */
  record OtherOwner(IpAddress address, MacAddress holder, boolean routerToo)
      implements Disagreement {
    @Override
    public Kind kind() {
      return Kind.OTHER_OWNER;
    }

    @Override
    public String peer() {
      return holder.toString();
    }

    @Override
    public String words() {
      return address
          + " is also held by "
          + holder
          + (routerToo || address.family() == Family.IPV6
              ? ""
              : " (a real server that answers ARP for it? see arp_ignore)");
    }

    @Override
    public Subject subject() {
      return new Subject(kind(), peer(), address.toString());
    }
  }

  /** Returns at most as many names as a reader needs. */
  private static String names(List<IpAddress> addresses) {
    int most = 5;
    var named = addresses.stream().limit(most).map(IpAddress::toString);
    int more = addresses.size() - most;
    return named.collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
  }

  private static String text(Duration interval) {
    long millis = interval.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
