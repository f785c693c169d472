const spanMs = 1_000;

const firstCapacity = 8;

/** How many things happened within the last second, and the most there ever were. Moments must not go back. */
export class SlidingSecond {
  /** A ring: the moments within the last second, oldest first. */
  #moments = new Float64Array(firstCapacity);
  #first = 0;
  #count = 0;
  #peak = 0;

  /** The greatest number of things in any second so far. */
  get peak(): number {
    return this.#peak;
  }

  /** How many there were in the second that ends at this moment; what is a full second old is out. */
  countAt(at: number): number {
    while (this.#count > 0 && at - (this.#moments[this.#first] ?? 0) >= spanMs) {
      this.#first = (this.#first + 1) % this.#moments.length;
      this.#count--;
    }
    return this.#count;
  }

  /** One more, now. */
  add(at: number): void {
    this.countAt(at);
    if (this.#count === this.#moments.length) this.#grow();
    this.#moments[(this.#first + this.#count) % this.#moments.length] = at;
    this.#count++;
    if (this.#count > this.#peak) this.#peak = this.#count;
  }

  #grow(): void {
    const larger = new Float64Array(this.#moments.length * 2);
    for (let index = 0; index < this.#count; index++) {
      larger[index] = this.#moments[(this.#first + index) % this.#moments.length] ?? 0;
    }
    this.#moments = larger;
    this.#first = 0;
  }
}
