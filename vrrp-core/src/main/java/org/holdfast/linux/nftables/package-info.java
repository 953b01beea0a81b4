/**
 * Tables of nftables: one that drops packets to and from some addresses, and one that sets firewall
 * marks by destinations. Their messages (nf_tables over nfnetlink), the kernel that has them, and
 * the notifications of removals. The codecs are PURE; the parsers are total.
 */
@NullMarked
package org.holdfast.linux.nftables;

import org.jspecify.annotations.NullMarked;
