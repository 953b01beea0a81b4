package org.holdfast.vrrp;

import java.util.OptionalLong;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * An address that moves with mastership.
 *
 * @param interfaceName the link that carries the address
 * @param scope Linux's number of the scope: 0 global, 200 site, 253 link, 254 host
 * @param label label of an IPv4 address, such as {@code eth0:1}
 * @param broadcast broadcast address of an IPv4 address
 * @param peer the other end of a point-to-point link
 * @param duplicateAddressDetection whether the kernel probes for another owner of an IPv6 address
 *     first; off by default, because probing delays a takeover
 * @param tracked whether the removal of the address by another program counts as a loss
 */
public record VirtualAddress(
    IpPrefix prefix,
    String interfaceName,
    int scope,
    @Nullable String label,
    @Nullable IpAddress broadcast,
    @Nullable IpAddress peer,
    boolean prefixRoute,
    boolean duplicateAddressDetection,
    boolean tracked,
    Options options)
    implements VirtualObject {

  /**
   * What few addresses have.
   *
   * @param home whether an IPv6 address is a home address of Mobile IPv6
   * @param managesTemporary whether the kernel derives temporary addresses from an IPv6 address
   * @param autoJoin whether the kernel joins the group of a multicast address
   * @param preferredSeconds how long an IPv6 address may be the source of new connections, up to
   *     4294967295 for ever; if empty, for ever except with /128
   */
  public record Options(
      boolean home, boolean managesTemporary, boolean autoJoin, OptionalLong preferredSeconds) {

    /** None of them. */
    public static final Options NONE = new Options(false, false, false, OptionalLong.empty());
  }

  /** Creates an address without the options that few have. */
  public VirtualAddress(
      IpPrefix prefix,
      String interfaceName,
      int scope,
      @Nullable String label,
      @Nullable IpAddress broadcast,
      @Nullable IpAddress peer,
      boolean prefixRoute,
      boolean duplicateAddressDetection,
      boolean tracked) {
    this(
        prefix,
        interfaceName,
        scope,
        label,
        broadcast,
        peer,
        prefixRoute,
        duplicateAddressDetection,
        tracked,
        Options.NONE);
  }

  /** The name of this kind of object. */
  public static final String KIND = "address";

  /** The address without its prefix length. */
  public IpAddress address() {
    return prefix.address();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    return toString();
  }

  @Override
  public String toString() {
    return prefix + " dev " + interfaceName;
  }
}
