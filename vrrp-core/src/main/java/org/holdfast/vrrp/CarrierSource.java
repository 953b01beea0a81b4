package org.holdfast.vrrp;

/**
 * What tells whether a link has a carrier. All but the kernel's reports are queried once a second,
 * for drivers that do not report changes; a link that does not support a query is asked by the next
 * one in this order.
 */
public enum CarrierSource {
  /** The kernel's reports. */
  KERNEL,
  /** The status register of the link's PHY, by SIOCGMIIREG. */
  MII,
  /** The link's driver, by ETHTOOL_GLINK. */
  ETHTOOL,
  /** The flag IFF_RUNNING, by SIOCGIFFLAGS. */
  FLAGS
}
