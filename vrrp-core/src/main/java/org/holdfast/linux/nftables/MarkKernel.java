package org.holdfast.linux.nftables;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.LinuxException;
import org.holdfast.time.NanoClock;

/**
 * The kernel's tables of nftables, family inet, as far as they set firewall marks by the
 * destinations of packets to this host. Each change is one batch, which the kernel carries out as a
 * whole or not at all; only changes of more than {@link #MOST_AT_ONCE} elements take several.
 * Confined to one thread.
 *
 * <p>Methods throw {@link LinuxException} if the kernel refuses or does not answer.
 */
public interface MarkKernel extends AutoCloseable {

  /** The largest number of elements that one batch adds and removes. */
  int MOST_AT_ONCE = 1_000;

  /**
   * Opens a netlink socket in the calling thread's network namespace.
   *
   * @throws LinuxException if the kernel refuses, such as one without nf_tables
   */
  static MarkKernel open(NanoClock clock) {
    return NetlinkMarkKernel.open(clock);
  }

  /** Lists the tables; {@link FoundTable#marked} tells of those that set firewall marks. */
  List<FoundTable> tables();

  /** Creates an empty table; false if one of that name exists. */
  boolean create(MarkTableTerms terms);

  /** Creates a table in place of the one of that name, in one step: no packet sees neither. */
  void replace(MarkTableTerms terms, Collection<MarkElement> elements);

  /**
   * Removes elements and adds others, in one step.
   *
   * @throws LinuxException also if an element to remove is missing (ENOENT), or if one to add
   *     overlaps another one (EEXIST)
   */
  void change(String table, Collection<MarkElement> removed, Collection<MarkElement> added);

  /** Removes a table; does nothing if it is missing. */
  void delete(String table);

  /** Returns what a table has; empty if the table or one of its maps is missing. */
  Optional<MarkTableContents> contents(MarkTableTerms terms);

  @Override
  void close();
}
