  def thrice(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    once = (self).linear(x, weight, torch.slice(x, -1, 0, 0, 1))
    length = (self).common_norm([once])
    return torch.mul(torch.mul(length, length), 3)
