package org.holdfast.vrrp.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.Claim;
import org.holdfast.vrrp.packet.Claim.Means;
import org.holdfast.vrrp.packet.Defect;
import org.jspecify.annotations.Nullable;

/** Compares one advert of another router with our terms. */
final class Comparison {

  /**
   * Defects that show a different configuration of the sender; all others are transmission errors.
   */
  private static final Set<Defect> SHOWING_CONFIGURATION =
      EnumSet.of(
          Defect.VERSION,
          Defect.INTERVAL_MISMATCH,
          Defect.LENGTH, // a trailer that we do not expect
          Defect.AH_MISSING,
          Defect.AH_UNEXPECTED,
          Defect.AH_ICV,
          Defect.HMAC_MISSING,
          Defect.HMAC_UNKNOWN_KEY,
          Defect.HMAC_INVALID,
          Defect.HMAC_STALE,
          Defect.AUTH_TYPE_MISMATCH,
          Defect.PASSWORD);

  private Comparison() {}

  /** Whether a packet with that defect may show something about its sender's configuration. */
  static boolean showsConfiguration(Defect defect) {
    return SHOWING_CONFIGURATION.contains(defect);
  }

  /** Returns the method by which adverts are authenticated. */
  static Means means(Authentication authentication) {
    return switch (authentication) {
      case Authentication.None _ -> Means.NONE;
      case Authentication.Password _ -> Means.PASS;
      case Authentication.AuthenticationHeader _ -> Means.AH;
      case Authentication.HmacTrailer _ -> Means.HMAC;
    };
  }

  /**
   * Returns the differences. For an advert of the other version only the addresses are compared,
   * because its interval and its authentication necessarily differ.
   *
   * @param defect why the advert was refused; null for an accepted one
   * @param checksum the form of the checksum of an accepted advert; null for a refused one
   */
  static List<Disagreement> of(
      AdvertTerms terms,
      IpAddress router,
      Claim claim,
      @Nullable Defect defect,
      @Nullable ChecksumForm checksum) {
    var found = new ArrayList<Disagreement>(2);
    var own = terms.own();
    if (!own.addresses().sameAddresses(claim.addresses())) {
      found.add(addresses(own.vrid(), router, own.addresses(), claim.addresses()));
    }
    if (claim.version() != own.version()) {
      found.add(new Disagreement.OtherVersion(router, claim.version(), own.version()));
      return found;
    }
    if (claim.intervalNanos() != own.intervalNanos()) {
      found.add(
          new Disagreement.OtherInterval(
              router,
              Duration.ofNanos(claim.intervalNanos()),
              Duration.ofNanos(own.intervalNanos())));
    }
    if (checksum != null && checksum != terms.sent()) {
      found.add(new Disagreement.OtherChecksum(router, checksum, terms.sent()));
    }
    var ours = means(terms.authentication());
    var why = defect == null ? "" : why(defect);
    if (!why.isEmpty() || (defect != null && claim.means() != ours)) {
      found.add(new Disagreement.OtherAuthentication(router, claim.means(), ours, why));
    }
    return found;
  }

  /**
   * Returns the fault in the sender's authentication if it is of the expected kind; empty for other
   * defects.
   */
  private static String why(Defect defect) {
    return switch (defect) {
      case PASSWORD -> "has another password";
      case AH_ICV -> "has another ah password";
      case HMAC_UNKNOWN_KEY -> "signs with a key that we do not have";
      case HMAC_INVALID -> "signs with another secret under the same key number";
      case HMAC_STALE -> "has a clock too far from ours";
      default -> "";
    };
  }

  private static Disagreement addresses(
      int vrid, IpAddress router, AddressList ours, AddressList theirs) {
    var extra = new ArrayList<>(theirs.toList());
    extra.removeAll(ours.toList());
    var missing = new ArrayList<>(ours.toList());
    missing.removeAll(theirs.toList());
    boolean nothingShared = ours.size() > 0 && missing.size() == ours.size();
    return nothingShared
        ? new Disagreement.OtherVirtualRouter(router, vrid, theirs.toList())
        : new Disagreement.OtherAddresses(router, extra, missing);
  }
}
