package org.holdfast.ipvs.run;

import java.util.Set;

/**
 * Where the names of the tables that set firewall marks are noted, so that a run after a crash
 * knows which of the kernel's tables belong to it. Called on the sync's loop.
 */
public interface MarkRecord {

  /** Notes nothing; no table is of an earlier run. */
  MarkRecord NONE =
      new MarkRecord() {
        @Override
        public Set<String> ofEarlierRuns() {
          return Set.of();
        }

        @Override
        public void made(String table) {}

        @Override
        public void gone(String table) {}
      };

  /** Returns the names of the tables that earlier runs of this agent have made. */
  Set<String> ofEarlierRuns();

  /** Notes a table that is about to be made; returns when it is in the file, or after a second. */
  void made(String table);

  /** Forgets a table that has been removed. */
  void gone(String table);
}
