/**
 * One table of nftables that drops packets to and from some addresses: its messages (nf_tables over
 * nfnetlink), the kernel that has it, and the notifications of removals. The codecs are PURE; the
 * parsers are total.
 */
@NullMarked
package org.holdfast.linux.nftables;

import org.jspecify.annotations.NullMarked;
