package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.WEB;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

/** How changes by other programs are reported and counted. */
class DriftTest {

  private final IpvsListener listener = mock(IpvsListener.class);
  private final Drift drift = new Drift(listener);

  private void change(int services) {
    IntStream.range(0, services)
        .mapToObj(i -> new TableEntry(new ServiceKey.Mark(i + 1, Family.IPV4), () -> 0))
        .forEach(entry -> drift.found(entry, List.of("it is missing")));
  }

  @Test
  void changesOfOneServiceAreReportedTogetherAndOnce() {
    var web = new TableEntry(WEB, () -> 0);
    drift.found(web, List.of("it is there"));
    drift.found(web, List.of("server A is missing", "server B is there"));
    drift.found(web, List.of());

    drift.report();
    drift.report();

    verify(listener)
        .repaired(WEB, List.of("it is there", "server A is missing", "server B is there"));
    verifyNoMoreInteractions(listener);
    assertThat(drift.repairs()).isEqualTo(1);
    assertThat(web.report().repairs()).isEqualTo(1);
  }

  @Test
  void upToTenServicesAreReportedSeparately() {
    change(10);

    drift.report();

    verify(listener, times(10)).repaired(any(), any());
    verifyNoMoreInteractions(listener);
  }

  @Test
  void beyondTenServicesOnlyTheNumberIsReported() {
    change(13);

    drift.report();

    verify(listener, times(10)).repaired(any(), any());
    verify(listener).repairedMore(3);
    assertThat(drift.repairs()).isEqualTo(13);
  }
}
