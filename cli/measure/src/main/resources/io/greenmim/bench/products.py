  def products(self: __torch__.Kernels, a: Tensor, b: Tensor, repeats: Tensor) -> Tensor:
    x = (self).cast(a)
    y = (self).cast(b)
    z = x
    for i in range(torch.numel(repeats)):
      z = torch.matmul(x, y)
    return torch.to(torch.select(torch.select(z, 0, 0), 0, 0), 6)
