"""asyncio, the programs as its documentation writes them. Same protocol as ../child.mjs; `n` and the expected result
come from there as arguments: asyncio_peer.py WORKLOAD N EXPECTED WARM_UP MEASURE, or without any to name the workloads."""

import asyncio
import gc
import json
import statistics
import sys
import tracemalloc
from time import perf_counter


class Recoverable(Exception):
    pass


recoverable = Recoverable()


async def of(x):
    return x


async def value_of(i):
    return i


def w02(n):
    async def main():
        i = 0
        while i < n:
            i = await of(i + 1)
        return i

    return main


def w04(n):
    async def fib(k):
        return k if k < 2 else await fib(k - 1) + await fib(k - 2)

    return lambda: fib(22)


def w05(n):
    async def step(env):
        return env["step"]

    async def main():
        env = {"step": 1}
        i = 0
        while i < n:
            i += await step(env)
        return i

    return main


def w06(n):
    async def failing():
        raise recoverable

    async def main():
        i = 0
        while i < n:
            try:
                await failing()
            except Recoverable:
                i += 1
        return i

    return main


def w07(n):
    return w02(n)


def w07b(n):
    async def main():
        x = 0
        while x < n:

            async def three(y):
                a = await of(y + 1)
                b = await of(a + 1)
                return await of(b + 1)

            x = await three(x)
        return x

    return main


def w07c(n):
    async def three(y):
        a = await of(y + 1)
        b = await of(a + 1)
        return await of(b + 1)

    async def main():
        x = 0
        while x < n:
            x = await three(x)
        return x

    return main


def w08(n):
    async def main():
        tasks = [asyncio.create_task(value_of(i)) for i in range(n)]
        total = 0
        for task in tasks:
            total += await task
        return total

    return main


def w08s(n):
    async def main():
        total = 0
        for i in range(n):
            total += await asyncio.create_task(value_of(i))
        return total

    return main


def w09(n):
    async def main():
        released = 0

        async def child():
            nonlocal released
            try:
                await asyncio.Future()
            finally:
                released += 1

        tasks = [asyncio.create_task(child()) for _ in range(n)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return released

    return main


def w10(n):
    async def main():
        steps = 0

        async def child():
            nonlocal steps
            for _ in range(n // 1000):
                await asyncio.sleep(0)
                steps += 1

        await asyncio.gather(*(child() for _ in range(1000)))
        return steps

    return main


def w11(n):
    async def main():
        loop = asyncio.get_running_loop()
        balls = [loop.create_future() for _ in range(n + 1)]

        async def player(first):
            for i in range(first, n, 2):
                balls[i + 1].set_result(await balls[i] + 1)

        players = [asyncio.create_task(player(0)), asyncio.create_task(player(1))]
        balls[0].set_result(0)
        result = await balls[n]
        await asyncio.gather(*players)
        return result

    return main


def w12(n):
    async def main():
        queue = asyncio.Queue(64)

        async def producer():
            for i in range(n):
                await queue.put(i)

        task = asyncio.create_task(producer())
        total = 0
        for _ in range(n):
            total += await queue.get()
        await task
        return total

    return main


def w13(n):
    async def main():
        semaphore = asyncio.Semaphore(4)
        entered = 0

        async def child():
            nonlocal entered
            for _ in range(n // 1000):
                async with semaphore:
                    await asyncio.sleep(0)
                    entered += 1

        await asyncio.gather(*(child() for _ in range(1000)))
        return entered

    return main


def w14(n):
    async def main():
        semaphore = asyncio.Semaphore(16)

        async def double(x):
            async with semaphore:
                await asyncio.sleep(0)
                return 2 * x

        return sum(await asyncio.gather(*(double(x) for x in range(n))))

    return main


def w15(n):
    async def main():
        resolved = asyncio.get_running_loop().create_future()
        resolved.set_result(1)
        total = 0
        for _ in range(n):
            total += await resolved
        return total

    return main


def w16(n):
    async def main():
        async def sleepy(i):
            await asyncio.sleep((1 + i % 50) / 1000)
            return 1

        return sum(await asyncio.gather(*(sleepy(i) for i in range(n))))

    return main


def w17(n):
    class Resource:
        async def __aenter__(self):
            return 1

        async def __aexit__(self, *_):
            return None

    async def main():
        i = 0
        while i < n:
            async with Resource() as one:
                i += await of(one)
        return i

    return main


def w17e(n):
    async def main():
        i = 0
        while i < n:
            try:
                i += await of(1)
            finally:
                await of(None)
        return i

    return main


def w20(n):
    async def quick():
        await asyncio.sleep(0)
        return 1

    async def never():
        await asyncio.Future()

    async def main():
        total = 0
        for _ in range(n):
            tasks = [asyncio.create_task(never()), asyncio.create_task(quick())]
            done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            total += done.pop().result()
        return total

    return main


def w22(n):
    audited = 0

    async def validate(x):
        if x % 10 == 0:
            raise recoverable
        return x

    async def audit():
        nonlocal audited
        audited += 1

    async def step(env, i):
        try:
            try:
                x = await validate(2 * i)
            except Recoverable:
                x = 0
            await audit()
            return x + env["bonus"]
        finally:
            await of(None)

    async def main():
        env = {"bonus": 1}
        total = 0
        for i in range(n):
            total += await step(env, i)
        return total

    return main


workloads = {name: f for name, f in list(globals().items()) if name.startswith("w") and name[1:2].isdigit()}


async def parked(n, child):
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tasks = [asyncio.create_task(child()) for _ in range(n)]
    await asyncio.sleep(0.02)
    gc.collect()
    value = (tracemalloc.get_traced_memory()[0] - before) / n
    tracemalloc.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"value": value}


def w18d(n):
    async def main():
        gate = asyncio.Event()
        return await parked(n, gate.wait)

    return main


def w18s(n):
    return lambda: parked(n, lambda: asyncio.sleep(100))


memory = {"w18d": w18d, "w18s": w18s}


def calibrate():
    start = perf_counter()
    x = 1
    for i in range(30_000):
        x = (x * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    return (perf_counter() - start) * 1000


async def time(name, n, expected, warm_up, measure):
    run = workloads[name](n)

    async def checked():
        result = await run()
        if result != expected:
            raise AssertionError(f"{name}: got {result}, expected {expected}")

    await checked()
    if measure == 0:
        return {}
    start = perf_counter()
    runs = 0
    while True:
        await run()
        runs += 1
        took = (perf_counter() - start) * 1000
        if took >= warm_up:
            break
    repeat = max(1, round(20 * runs / took))
    samples = []
    calibrations = [calibrate()]
    end = perf_counter() + measure / 1000
    while perf_counter() < end or len(samples) < 3:
        start = perf_counter()
        for _ in range(repeat):
            await run()
        samples.append((perf_counter() - start) * 1e9 / (repeat * n))
        calibrations.append(calibrate())
    await checked()
    return {"value": statistics.median(samples), "calibration": statistics.median(calibrations)}


if len(sys.argv) == 1:
    print(json.dumps([*workloads, *memory]))
else:
    name, n, expected, warm_up, measure = sys.argv[1], *map(int, sys.argv[2:6])
    program = memory[name](n)() if name in memory else time(name, n, expected, warm_up, measure)
    print(json.dumps(asyncio.run(program)))
