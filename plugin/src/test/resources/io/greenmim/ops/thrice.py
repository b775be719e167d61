  def thrice(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    once = (self).linear(x, weight, torch.slice(x, -1, 0, 0, 1))
    return torch.mul((self).products(once, once, x), 3)
