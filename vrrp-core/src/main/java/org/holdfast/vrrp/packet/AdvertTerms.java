package org.holdfast.vrrp.packet;

import java.util.Set;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;

/**
 * The contents of one instance's adverts, and the adverts it accepts.
 *
 * @param own our own advert; the priority of each sent advert is given separately
 * @param sent the checksum form in our adverts
 * @param accepted the checksum forms that others may use; among those that fit the version, the
 *     family and the transport, the first that matches is reported
 */
public record AdvertTerms(
    Advertisement own,
    Transport transport,
    Authentication authentication,
    ChecksumForm sent,
    Set<ChecksumForm> accepted) {

  public AdvertTerms {
    accepted = Set.copyOf(accepted);
    require(
        transport.group().family() == own.family(),
        "the group's family differs from the addresses'");
    require(
        mayUse(sent, own, transport), "checksum " + sent + " does not fit version and transport");
    require(
        own.version() == VrrpVersion.V2
            || authentication instanceof Authentication.None
            || authentication instanceof Authentication.HmacTrailer,
        "passwords and AH are version 2's");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** keepalived's defaults: its checksum form is sent, and every form is accepted. */
  public static AdvertTerms of(
      Advertisement own, Transport transport, Authentication authentication) {
    return new AdvertTerms(
        own,
        transport,
        authentication,
        own.version() == VrrpVersion.V2 ? ChecksumForm.MESSAGE_ONLY : ChecksumForm.PSEUDO_HEADER,
        Set.of(ChecksumForm.values()));
  }

  Family family() {
    return own.family();
  }

  boolean isUnicast() {
    return transport instanceof Transport.Unicast;
  }

  /** Returns whether a peer's advert may have a checksum of that form. */
  boolean accepts(ChecksumForm form) {
    return mayUse(form, own, transport)
        // Version 2 and IPv6 have only one form, so there is nothing to configure.
        && (accepted.contains(form)
            || own.version() == VrrpVersion.V2
            || own.family() == Family.IPV6);
  }

  private static boolean mayUse(ChecksumForm form, Advertisement own, Transport transport) {
    return switch (form) {
      case PSEUDO_HEADER -> own.version() == VrrpVersion.V3;
      case MESSAGE_ONLY -> own.family() == Family.IPV4;
      case HISTORIC_UNICAST ->
          own.version() == VrrpVersion.V3
              && own.family() == Family.IPV4
              && transport instanceof Transport.Unicast;
    };
  }
}
