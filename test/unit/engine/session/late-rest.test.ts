import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LateSleeper, lateRest } from '../../../../src/engine/session/late-rest.js';

class Sleeper implements LateSleeper {
  restsLater = false;
  looks = 0;
  isBusy = false;

  restIfIdle(): void {
    this.looks++;
    if (this.isBusy) lateRest.add(this);
  }
}

test('a client that asks again and again is looked at once', () => {
  const sleeper = new Sleeper();
  for (let count = 0; count < 5; count++) lateRest.add(sleeper);
  lateRest.onTimeout();
  assert.equal(sleeper.looks, 1);
  assert.equal(sleeper.restsLater, false);
  lateRest.onTimeout();
  assert.equal(sleeper.looks, 1);
});

test('a client whose bytes have still not left is looked at again, not in the same turn', () => {
  const sleeper = new Sleeper();
  sleeper.isBusy = true;
  lateRest.add(sleeper);
  lateRest.onTimeout();
  assert.equal(sleeper.looks, 1);
  assert.equal(sleeper.restsLater, true);
  sleeper.isBusy = false;
  lateRest.onTimeout();
  assert.equal(sleeper.looks, 2);
  assert.equal(sleeper.restsLater, false);
});
