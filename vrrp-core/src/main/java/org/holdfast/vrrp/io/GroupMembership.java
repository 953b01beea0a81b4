package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.vrrp.election.FaultReason;
import org.jspecify.annotations.Nullable;

/** An instance's membership in a sync group. Called on the election loop. */
interface GroupMembership {

  /** The membership of an instance without a group. */
  GroupMembership NONE =
      new GroupMembership() {
        @Override
        public @Nullable String groupName() {
          return null;
        }

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

  /** Returns the group's name; null without a group. */
  @Nullable String groupName();

  boolean isGrouped();

  /** Returns the faults that the group's members share; empty without a group. */
  List<FaultReason> shared();

  /** Called after a member's state has changed; the others may have to follow. */
  void moved(Instance member);

  /**
   * Lets the other members of the group announce their addresses again, because this member does.
   */
  void reannounceOthers(Instance member);
}
