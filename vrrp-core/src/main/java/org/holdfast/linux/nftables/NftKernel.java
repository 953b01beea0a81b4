package org.holdfast.linux.nftables;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.Ack;
import org.holdfast.time.NanoClock;

/**
 * The kernel's tables of nftables, family inet. Each change is one batch, which the kernel carries
 * out as a whole or not at all; only changes of more than {@link #MOST_AT_ONCE} addresses take
 * several. Confined to one thread.
 *
 * <p>Methods throw {@link LinuxException} if the kernel does not answer; a list also if it refuses.
 */
public interface NftKernel extends AutoCloseable {

  /** The largest number of addresses that one batch adds or removes. */
  int MOST_AT_ONCE = 1_300;

  /**
   * Opens a netlink socket in the calling thread's network namespace.
   *
   * @throws LinuxException if the kernel refuses, such as one without nf_tables
   */
  static NftKernel open(NanoClock clock) {
    return NetlinkNftKernel.open(clock);
  }

  /** Lists the tables. */
  List<FoundTable> tables();

  /** Creates a table with some addresses; refused with EEXIST if one of that name exists. */
  Ack create(DropTableTerms terms, Collection<DroppedAddress> addresses);

  /**
   * Creates a table in place of the one of that name, if there is one, in one step: no packet sees
   * neither.
   */
  Ack replace(DropTableTerms terms, Collection<DroppedAddress> addresses);

  /** Adds addresses to a table; refused with ENOENT if the table or one of its sets is missing. */
  Ack add(String table, Collection<DroppedAddress> addresses);

  /** Removes addresses from a table; refused with ENOENT if something is missing. */
  Ack remove(String table, Collection<DroppedAddress> addresses);

  /** Removes a table; refused with ENOENT if it is missing. */
  Ack delete(String table);

  /** Returns what a table has; empty if the table or one of its sets is missing. */
  Optional<DropTableContents> contents(String table);

  @Override
  void close();
}
