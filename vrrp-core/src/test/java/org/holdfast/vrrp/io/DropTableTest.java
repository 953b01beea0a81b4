package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.Errno;
import org.holdfast.linux.nftables.DropTableTerms;
import org.holdfast.linux.nftables.TableNames;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.VirtualDrop;
import org.junit.jupiter.api.Test;

/** The firewall table: its name, its contents, and the tables that are not ours. */
class DropTableTest {

  private static final VirtualDrop FIRST = drop("10.0.0.9");
  private static final VirtualDrop SECOND = drop("10.0.0.10");
  private static final VirtualDrop LOCAL = new VirtualDrop(IpAddress.of("fe80::9"), "eth0");

  private final FakeNftKernel kernel = new FakeNftKernel();
  private final Set<String> record = new HashSet<>();
  private final List<VirtualDrop> maybePresent = new ArrayList<>();
  private boolean alone = true;
  private final DropTable table = table(FirewallConfig.DEFAULT);

  private DropTable table(FirewallConfig config) {
    return new DropTable(
        () -> kernel, config, new KernelRefusals(), () -> record, () -> alone, () -> maybePresent);
  }

  private static VirtualDrop drop(String address) {
    return new VirtualDrop(IpAddress.of(address), null);
  }

  @Test
  void anAddressIsDroppedFromItsAdditionToItsRemoval() {
    table.prepare(true);
    assertThat(table.put(List.of(FIRST, LOCAL))).containsExactly(FIRST, LOCAL);
    assertThat(table.put(List.of(FIRST, SECOND))).containsExactly(SECOND);
    assertThat(table.present(List.of(FIRST, SECOND, LOCAL))).hasSize(3);

    assertThat(table.remove(List.of(FIRST, LOCAL))).isEmpty();

    assertThat(kernel.addresses("holdfast")).containsExactly("10.0.0.10");
    assertThat(kernel.changes)
        .containsExactly(
            "create holdfast",
            "add holdfast 10.0.0.9 fe80::9 dev eth0",
            "add holdfast 10.0.0.10",
            "remove holdfast 10.0.0.9 fe80::9 dev eth0");
  }

  @Test
  void withoutInstancesThatDropPacketsTheKernelIsNotAsked() {
    kernel.refusal = Errno.EOPNOTSUPP;

    assertThat(table.prepare(false)).isTrue();
    assertThat(table.refusal(FIRST)).isEmpty();
  }

  @Test
  void theTableGoesWithTheLastInstanceThatDropsPackets() {
    table.prepare(true);
    table.put(List.of(FIRST));
    table.remove(List.of(FIRST));

    assertThat(table.prepare(false)).isTrue();

    assertThat(kernel.tables).isEmpty();
    assertThat(table.name()).isNull();
  }

  @Test
  void aTableThatAnotherProgramHasRemovedIsForgotten() {
    table.prepare(true);
    kernel.tables.clear();

    assertThat(table.prepare(false)).isTrue();

    assertThat(table.name()).isNull();
  }

  @Test
  void theTableOfAnEarlierRunIsReplacedAndKeepsDroppingWhatMayBeThere() {
    earlier("holdfast");
    maybePresent.add(SECOND);

    table.prepare(true);

    assertThat(kernel.changes).containsExactly("replace holdfast 10.0.0.10");
    assertThat(table.remove(List.of(SECOND))).isEmpty();
    assertThat(kernel.addresses("holdfast")).isEmpty();
  }

  @Test
  void theTableOfAnEarlierRunIsRemovedIfNoInstanceNeedsIt() {
    earlier("holdfast-2");
    record.add("nftables inet holdfast-2");

    assertThat(table.prepare(false)).isTrue();

    assertThat(kernel.tables).isEmpty();
  }

  @Test
  void theTableOfAnEarlierRunWithAnotherNameIsRemoved() {
    earlier("closed");
    record.add("nftables inet closed");
    alone = false;

    assertThat(table.prepare(false)).isTrue();

    assertThat(kernel.tables).isEmpty();
  }

  @Test
  void theTableOfARunThatWasKilledWhileItMadeItIsRemoved() {
    assertThat(table.text(false)).isEmpty();
    record.add(table.text(true).orElseThrow());
    earlier("holdfast");

    assertThat(table.prepare(false)).isTrue();

    assertThat(kernel.tables).isEmpty();
  }

  @Test
  void theTableOfARunThatWasKilledWhileItMadeItIsLeftAloneIfItMayBeAnotherAgents() {
    record.add(table.text(true).orElseThrow());
    earlier("holdfast");
    alone = false;

    table.prepare(true);

    assertThat(kernel.changes).containsExactly("create holdfast-2");
  }

  @Test
  void tablesOfOtherProgramsAndAgentsAreLeftAlone() {
    alone = false;
    kernel.foreign("holdfast");
    earlier("holdfast-2"); // another agent's: no record of ours names it

    table.prepare(true);
    table.put(List.of(FIRST));
    table.prepare(false);

    assertThat(kernel.changes).containsExactly("create holdfast-3", "add holdfast-3 10.0.0.9");
    assertThat(kernel.tables).containsOnlyKeys("holdfast", "holdfast-2", "holdfast-3");
  }

  @Test
  void amongSeveralAgentsTheRecordTellsWhichTableIsOurs() {
    alone = false;
    earlier("holdfast");
    earlier("holdfast-2");
    record.add("nftables inet holdfast-2");

    table.prepare(true);

    assertThat(kernel.changes).containsExactly("replace holdfast-2");
    assertThat(table.text(true)).contains("nftables inet holdfast-2");
  }

  @Test
  void noNameIsFreeForever() {
    alone = false;
    kernel.foreign("holdfast");
    for (int number = 2; number <= TableNames.MOST; number++) {
      kernel.foreign("holdfast-" + number);
    }

    assertThat(table.put(List.of(FIRST))).isEmpty();

    assertThat(table.refusal(FIRST).orElseThrow())
        .contains("are accepted, because nftables cannot drop them")
        .contains("this name and the next 15 belong to other programs");
  }

  @Test
  void aRemovedTableIsRestoredWithAllItsAddresses() {
    table.put(List.of(FIRST, SECOND));
    kernel.tables.clear();

    assertThat(table.verify(List.of(FIRST, SECOND))).containsExactly(FIRST, SECOND);

    assertThat(kernel.addresses("holdfast")).containsExactly("10.0.0.9", "10.0.0.10");
  }

  @Test
  void aTableWithoutItsRulesIsRestored() {
    table.put(List.of(FIRST));
    kernel.table("holdfast").hasRules = false;

    assertThat(table.verify(List.of(FIRST))).isEmpty();

    assertThat(kernel.changes).endsWith("replace holdfast 10.0.0.9");
  }

  @Test
  void aWholeTableIsLeftAsItIs() {
    table.put(List.of(FIRST));

    assertThat(table.verify(List.of(FIRST))).isEmpty();

    assertThat(kernel.changes).containsExactly("create holdfast 10.0.0.9");
  }

  @Test
  void aTableRemovedJustBeforeATakeoverComesBackWithIt() {
    table.put(List.of(FIRST));
    kernel.tables.clear();

    assertThat(table.put(List.of(SECOND))).containsExactly(SECOND);

    assertThat(kernel.addresses("holdfast")).containsExactly("10.0.0.9", "10.0.0.10");
  }

  @Test
  void aTableRemovedBeforeAReleaseComesBackWithoutTheReleasedAddress() {
    table.put(List.of(FIRST, SECOND));
    kernel.tables.clear();

    assertThat(table.remove(List.of(FIRST))).isEmpty();

    assertThat(kernel.addresses("holdfast")).containsExactly("10.0.0.10");
  }

  @Test
  void aTableThatAnotherProgramPutInPlaceOfOursIsLeftAlone() {
    table.put(List.of(FIRST));
    kernel.tables.clear();
    kernel.foreign("holdfast");

    table.verify(List.of(FIRST));

    assertThat(kernel.addresses("holdfast-2")).containsExactly("10.0.0.9");
    assertThat(kernel.table("holdfast").terms).isNull();
  }

  @Test
  void aKernelWithoutNftablesIsReportedWithTheWayOutAndAskedAgain() {
    kernel.refusal = Errno.EOPNOTSUPP;

    assertThat(table.prepare(true)).isFalse();
    assertThat(table.put(List.of(FIRST))).isEmpty();
    assertThat(table.isHeld(FIRST)).isFalse();
    assertThat(table.refusal(FIRST).orElseThrow())
        .contains("\"accept: false\"", "Load the module nf_tables");

    kernel.refusal = null;
    table.verify(List.of(FIRST));
    assertThat(kernel.addresses("holdfast")).containsExactly("10.0.0.9");
    assertThat(table.refusal(FIRST)).isEmpty();
  }

  @Test
  void aRefusedRemovalIsReportedAsOne() {
    table.put(List.of(FIRST));
    kernel.refusal = Errno.EPERM;

    assertThat(table.remove(List.of(FIRST))).containsExactly(FIRST);
  }

  @Test
  void anotherNameOrPriorityIsTakenOverWithoutAGap() {
    table.put(List.of(FIRST));

    table.follow(new FirewallConfig("holdfast", 10, true));
    assertThat(kernel.table("holdfast").terms).isEqualTo(new DropTableTerms("holdfast", 10, true));

    table.follow(new FirewallConfig("other", 10, true));
    assertThat(kernel.tables).containsOnlyKeys("other");
    assertThat(kernel.changes)
        .containsExactly(
            "create holdfast 10.0.0.9",
            "replace holdfast 10.0.0.9",
            "create other 10.0.0.9",
            "delete holdfast");
  }

  @Test
  void aReleaseRemovesOnlyTablesThatItMay() {
    earlier("holdfast");
    earlier("holdfast-2");
    kernel.foreign("filter");

    assertThat(DropTable.release(() -> kernel, List.of("nftables inet holdfast"), false))
        .isEqualTo(1);
    assertThat(kernel.tables).containsOnlyKeys("holdfast-2", "filter");
    assertThat(DropTable.release(() -> kernel, List.of("10.0.0.9/24 dev eth0"), true)).isZero();
    assertThat(DropTable.release(() -> kernel, List.of("nftables inet holdfast"), true))
        .isEqualTo(1);
    assertThat(kernel.tables).containsOnlyKeys("filter");
  }

  /** A table that carries our mark. */
  private void earlier(String name) {
    kernel.foreign(name);
    kernel.table(name).terms = new DropTableTerms(name, -1, false);
  }
}
