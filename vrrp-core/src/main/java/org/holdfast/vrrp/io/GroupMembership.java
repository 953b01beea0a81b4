package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.vrrp.election.FaultReason;

/** What an instance has to do with a sync group. On the election loop. */
interface GroupMembership {

  /** The membership of an instance without a group. */
  GroupMembership NONE =
      new GroupMembership() {
        @Override
        public boolean isGrouped() {
          return false;
        }

        @Override
        public List<FaultReason> shared() {
          return List.of();
        }

        @Override
        public void moved(Instance member) {}

        @Override
        public void reannounceOthers(Instance member) {}
      };

  boolean isGrouped();

  /** The faults that members of the group share; empty where there is no group. */
  List<FaultReason> shared();

  /** A member has taken a step; the others may have to follow. */
  void moved(Instance member);

  /** A member announces its addresses again; the others of the group do too. */
  void reannounceOthers(Instance member);
}
