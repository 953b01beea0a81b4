package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientProcessTest {

  private static final int OWN_UID = 990;

  private static ClientProcess peer(int uid, Integer... groups) {
    return new ClientProcess(new Caller(1, uid, groups[0]), Set.of(groups));
  }

  @Test
  void rootAndTheAgentsOwnUserMayChange() {
    assertThat(peer(0, 0).mayChange(ControlAccess.DEFAULT, OWN_UID)).isTrue();
    assertThat(peer(OWN_UID, 990).mayChange(ControlAccess.DEFAULT, OWN_UID)).isTrue();
    assertThat(peer(1000, 1000).mayChange(ControlAccess.DEFAULT, OWN_UID)).isFalse();
  }

  @Test
  void membersOfTheGroupMayChange() {
    var access = new ControlAccess("holdfast", "4711");

    assertThat(peer(1000, 1000, 4711).mayChange(access, OWN_UID)).isTrue();
    assertThat(peer(1000, 4711).mayChange(access, OWN_UID)).isTrue();
    assertThat(peer(1000, 1000, 4712).mayChange(access, OWN_UID)).isFalse();
  }

  @Test
  void theFileIsForRootAndTheAgentsOwnUser() {
    assertThat(peer(0, 0).isOwn(OWN_UID)).isTrue();
    assertThat(peer(OWN_UID, 990).isOwn(OWN_UID)).isTrue();
    assertThat(peer(1000, 4711).isOwn(OWN_UID)).isFalse();
  }

  @Test
  void aGroupThatDoesNotExistHasNoMembers() {
    var access = new ControlAccess("holdfast", "no-such-group");

    assertThat(peer(1000, 1000, 65534).mayChange(access, OWN_UID)).isFalse();
  }

  @Test
  void groupsAreFoundByNameOrNumber() {
    var lines = List.of("root:x:0:", "# comment", "adm:x:4:a,b", "broken", "bad:x:-1:", "adm:x:5:");

    assertThat(LocalGroups.gid("adm", lines)).hasValue(4);
    assertThat(LocalGroups.gid("1000", lines)).hasValue(1000);
    assertThat(LocalGroups.gid("bad", lines)).isEmpty();
    assertThat(LocalGroups.gid("ad", lines)).isEmpty();
  }
}
