/**
 * The kernel's IPVS by generic netlink: codecs for commands and for the table. The codecs are PURE
 * and never throw; {@link org.holdfast.ipvs.netlink.NetlinkIpvsKernel} belongs to one thread, which
 * waits for each answer.
 */
@NullMarked
package org.holdfast.ipvs.netlink;

import org.jspecify.annotations.NullMarked;
