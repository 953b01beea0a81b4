package org.holdfast.linux.nftables;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;

/**
 * The names under which the agents of one network namespace make their tables: each takes the first
 * one that is free.
 */
public final class TableNames {

  /** The number of names that are tried: other agents of the namespace have the first ones. */
  public static final int MOST = 16;

  private TableNames() {}

  /** Returns the names to try, in order: {@code holdfast}, {@code holdfast-2} and so on. */
  public static List<String> from(String configured) {
    var names = new ArrayList<String>();
    names.add(configured);
    for (int number = 2; number <= MOST; number++) {
      names.add(configured + "-" + number);
    }
    return names;
  }

  /** Returns the exception for the case that other programs have tables of all these names. */
  public static LinuxException allTaken(String configured) {
    return new LinuxException(
        "create nftables table inet " + configured,
        Errno.EEXIST.number(),
        "this name and the next " + (MOST - 1) + " belong to other programs");
  }
}
