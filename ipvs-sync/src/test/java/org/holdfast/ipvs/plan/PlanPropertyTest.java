package org.holdfast.ipvs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.FakeTable;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For every seed, the plans for a table's services turn any table into any other. */
class PlanPropertyTest {

  private static final int KEYS = 8;

  static LongStream seeds() {
    return LongStream.range(0, 500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void turnsAnyTableIntoTheWantedOne(long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var actual = table(random);
    var desired = table(random);
    var kernel = FakeTable.of(actual);
    var plan = PlanTest.plan(desired, actual);
    for (var command : plan) {
      assertThat(kernel.perform(command)).as("%s", command).isEqualTo(CommandOutcome.Settled.DONE);
      stillServes(kernel, actual, desired);
    }
    var expected = new ArrayList<>(desired);
    var wantedKeys = keys(desired);
    actual.stream().filter(service -> !wantedKeys.contains(service.key())).forEach(expected::add);
    assertThat(asSets(kernel.contents())).isEqualTo(asSets(expected));
    assertThat(plan).hasSize(differences(actual, expected));
    assertThat(PlanTest.plan(desired, kernel.contents())).isEmpty();
  }

  /** Asserts that a service with weighted servers both before and after has one at every step. */
  private static void stillServes(
      FakeTable kernel, List<VirtualService> before, List<VirtualService> after) {
    for (var service : after) {
      if (serves(service)
          && find(before, service.key()).filter(PlanPropertyTest::serves).isPresent()) {
        assertThat(kernel.get(service.key())).get().matches(PlanPropertyTest::serves, "serves");
      }
    }
  }

  private static boolean serves(VirtualService service) {
    return service.destinations().stream().anyMatch(destination -> destination.weight() > 0);
  }

  /** Returns the least number of commands: one for each service or server that differs. */
  private static int differences(List<VirtualService> from, List<VirtualService> to) {
    int count = (int) from.stream().filter(s -> !keys(to).contains(s.key())).count();
    for (var service : to) {
      var before = find(from, service.key());
      if (before.filter(b -> b.terms().equals(service.terms())).isEmpty()) {
        count++;
      }
      var old = before.map(b -> Set.copyOf(b.destinations())).orElse(Set.of());
      var now = Set.copyOf(service.destinations());
      var touched = new HashSet<Destination.Key>();
      old.stream().filter(d -> !now.contains(d)).map(Destination::key).forEach(touched::add);
      now.stream().filter(d -> !old.contains(d)).map(Destination::key).forEach(touched::add);
      count += touched.size();
    }
    return count;
  }

  private static Optional<VirtualService> find(List<VirtualService> in, ServiceKey key) {
    return in.stream().filter(service -> service.key().equals(key)).findFirst();
  }

  private static Set<ServiceKey> keys(List<VirtualService> services) {
    return services.stream().map(VirtualService::key).collect(Collectors.toSet());
  }

  private record Contents(ServiceKey key, ServiceTerms terms, Set<Destination> destinations) {}

  private static Set<Contents> asSets(List<VirtualService> services) {
    return services.stream()
        .map(s -> new Contents(s.key(), s.terms(), Set.copyOf(s.destinations())))
        .collect(Collectors.toSet());
  }

  private static List<VirtualService> table(RandomGenerator random) {
    var services = new ArrayList<VirtualService>();
    for (int i = 0; i < KEYS; i++) {
      if (random.nextInt(3) > 0) {
        services.add(new VirtualService(key(i), terms(random), servers(random)));
      }
    }
    return services;
  }

  private static ServiceKey key(int number) {
    return number % 2 == 0
        ? new ServiceKey.Mark(number + 1, Family.IPV4)
        : new ServiceKey.Address(ServiceKey.Protocol.TCP, IpAddress.v4(0x0a000000 + number), 80);
  }

  private static ServiceTerms terms(RandomGenerator random) {
    return new ServiceTerms(random.nextBoolean() ? "wlc" : "rr", Set.of(), Duration.ZERO, 32, null);
  }

  private static List<Destination> servers(RandomGenerator random) {
    var servers = new ArrayList<Destination>();
    for (int i = 0; i < 6; i++) {
      if (random.nextBoolean()) {
        servers.add(
            new Destination(
                IpAddress.v4(0x0b000000 + i),
                80,
                random.nextInt(4) == 0 ? Forwarding.DIRECT_ROUTE : Forwarding.NAT,
                random.nextInt(3),
                0,
                0));
      }
    }
    return servers;
  }
}
